import type { Reading } from "../domain/machine/reading";

/**
 * The answer to a sender: `kept` resolves when its readings are on disk, and rejects when they could not be
 * stored.
 */
export type Enqueued = { kind: "taken"; kept: Promise<void> } | { kind: "full" };

/** Readings that are stored together, in one transaction; each batch ends with `stored` or `failed`. */
export type Batch = {
  readings: Reading[];
  stored(): void;
  failed(error: unknown): void;
};

/** The one bounded way in: senders enqueue, and the intake iterates. */
export type IngestQueue = AsyncIterable<Batch> & {
  enqueue(readings: Reading[]): Enqueued;
  /** Readings that wait or are being stored. */
  depth(): number;
  /** Ends the iteration after the waiting readings. */
  close(): void;
};

type Waiting = { readings: Reading[]; resolve(): void; reject(error: unknown): void };

/** Most readings of one transaction: several senders share one when the disk is slower than they are. */
const BATCH_READINGS = 10_000;

/**
 * Readings that may wait before senders are refused, unless the caller says otherwise: docs/contract.md names
 * it.
 */
const INBOX_READINGS = 50_000;

/** @param capacity readings that may wait before senders are refused */
export function createIngestQueue(capacity = INBOX_READINGS): IngestQueue {
  const waiting: Waiting[] = [];
  let depth = 0;
  let closed = false;
  let wake = () => {};

  function enqueue(readings: Reading[]): Enqueued {
    // An empty queue takes readings however many, so that no valid request is refused for ever.
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
    const settle = (answer: (sender: Waiting) => void) => {
      depth -= size;
      senders.forEach(answer);
    };
    return {
      readings: senders.flatMap((sender) => sender.readings),
      stored: () => settle((sender) => sender.resolve()),
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
