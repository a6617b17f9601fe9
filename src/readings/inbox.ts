import type { Reading } from "../model/reading";

/** What a sender gets back: `kept` resolves when its readings are on disk and rejects when they could not be kept. */
export type Offer = { kind: "taken"; kept: Promise<void> } | { kind: "full" };

/** Readings that are kept together, in one transaction. */
export type Batch = {
  readings: Reading[];
  kept(): void;
  failed(error: unknown): void;
};

/** The one bounded way in. Senders offer; the pipeline iterates. */
export type Inbox = AsyncIterable<Batch> & {
  offer(readings: Reading[]): Offer;
  /** Readings waiting or being kept. */
  depth(): number;
  /** Ends the iteration after what is waiting. */
  close(): void;
};

type Waiting = { readings: Reading[]; resolve(): void; reject(error: unknown): void };

/** Readings that one transaction takes: several senders share one when the disk is slower than they are. */
const BATCH_READINGS = 10_000;

/** @param capacity readings that may wait before offers are refused */
export function createInbox(capacity: number): Inbox {
  let waiting: Waiting[] = [];
  let depth = 0;
  let closed = false;
  let wake = () => {};

  function offer(readings: Reading[]): Offer {
    // A full inbox still takes one offer when empty, however large, so that no lawful request is refused for ever.
    if (closed || (depth > 0 && depth + readings.length > capacity)) return { kind: "full" };
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    depth += readings.length;
    waiting.push({ readings, resolve, reject });
    wake();
    return { kind: "taken", kept: promise };
  }

  function take(): Batch {
    const senders: Waiting[] = [];
    let size = 0;
    for (let next = waiting[0]; next && (size === 0 || size + next.readings.length <= BATCH_READINGS); next = waiting[0]) {
      senders.push(next);
      size += next.readings.length;
      waiting = waiting.slice(1);
    }
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
    offer,
    depth: () => depth,
    close() {
      closed = true;
      wake();
    },
    [Symbol.asyncIterator]: batches,
  };
}
