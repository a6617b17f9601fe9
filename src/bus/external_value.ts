import { CHANNELS, type MetricUpdated } from "../domain/event";
import type { Reading } from "../domain/machine/reading";
import type { Enqueued } from "../ingest/queue";
import { RetryLater } from "./retry_later";

type ExternalValueDeps = {
  /** The value as the reading that it is, or a sentence why it is none. */
  readingOf(event: MetricUpdated): Reading | string;
  enqueue(readings: Reading[]): Enqueued;
  /** Real readings end the simulation of their machine. */
  endSimulation(machineIds: Iterable<string>): void;
  malformed(channel: string, reason: string, sent: string): void;
  /** The inbox is full. */
  onRejected(): void;
};

/**
 * Takes in values that other programs publish, as the readings that they are.
 * @returns resolves when the reading is on disk, so that an entry of `andon:in` is tried again until then;
 *   rejects with `RetryLater` while the inbox is full
 */
export function externalValues({
  readingOf,
  enqueue,
  endSimulation,
  malformed,
  onRejected,
}: ExternalValueDeps) {
  return (event: MetricUpdated): Promise<void> | { unreadable: string } => {
    const reading = readingOf(event);
    if (typeof reading === "string") {
      malformed(CHANNELS.metric_updated, reading, JSON.stringify(event));
      return { unreadable: reading };
    }
    endSimulation([reading.machine_id]);
    const enqueued = enqueue([reading]);
    if (enqueued.kind === "taken") return enqueued.kept;
    onRejected();
    return Promise.reject(new RetryLater("The inbox is full: values come in faster than they can be stored"));
  };
}
