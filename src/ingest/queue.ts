import type { Reading } from "../domain/machine/reading";

/**
 * The answer to a sender: `kept` resolves when its readings are on disk and rejects when they could not be
 * stored.
 */
export type Enqueued = { kind: "taken"; kept: Promise<void> } | { kind: "full" };

/** Readings to store in one transaction. */
export type Batch = {
  readings: Reading[];
  kept(): void;
  failed(error: unknown): void;
};

/** The one bounded queue of readings. Senders enqueue; judging iterates. */
export type IngestQueue = AsyncIterable<Batch> & {
  enqueue(readings: Reading[]): Enqueued;
  /** Readings waiting or being stored. */
  depth(): number;
  /** Ends the iteration after the waiting readings. */
  close(): void;
};

type Waiting = { readings: Reading[]; resolve(): void; reject(error: unknown): void };

/** Readings a transaction: senders share one when the disk is slower than they are. */
const BATCH_READINGS = 10_000;

/** @param capacity readings that may wait before more are refused */
export function createIngestQueue(capacity: number): IngestQueue {
  const waiting: Waiting[] = [];
  let depth = 0;
  let closed = false;
  let wake = () => {};

  function enqueue(readings: Reading[]): Enqueued {
    // An empty queue takes a request of any size, so that no valid one is refused for ever.
    if (closed || (depth > 0 && depth + readings.length > capacity)) return { kind: "full" };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    depth += readings.length;
    waiting.push({ readings, resolve, reject });
    wake();
    return { kind: "taken", kept: promise };
  }

  function take(): Batch {
    let size = 0;
    let taken = 0;
    for (const { readings } of waiting) {
      if (taken > 0 && size + readings.length > BATCH_READINGS) break;
      size += readings.length;
      taken++;
    }
    const senders = waiting.splice(0, taken);
    const settle = (tell: (sender: Waiting) => void) => {
      depth -= size;
      senders.forEach(tell);
    };
    return {
      readings: senders.flatMap((sender) => sender.readings),
      kept: () => settle((sender) => sender.resolve()),
      failed: (error) => settle((sender) => sender.reject(error)),
    };
  }

  async function* batches() {
    while (waiting.length > 0 || !closed) {
      if (waiting.length > 0) yield take();
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    enqueue,
    depth: () => depth,
    close() {
      closed = true;
      wake();
    },
    [Symbol.asyncIterator]: batches,
  };
}
