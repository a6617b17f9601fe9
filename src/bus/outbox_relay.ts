import type { Cursor } from "../domain/cursor";
import type { RecordedEvent } from "../domain/event";
import { coalesce } from "../async/coalesce";

export type OutboxRelayOptions = {
  /** Recorded and not yet announced, in the order of recording. */
  pending(limit: number): Promise<RecordedEvent[]>;
  announce(events: RecordedEvent[]): Promise<Cursor[]>;
  /** Writes the cursors back: these are pending no more. */
  announced(marks: { event_id: string; cursor: Cursor }[]): Promise<void>;
  onAnnounced?(marks: { event_id: string; cursor: Cursor }[]): void;
  /** Told of every run that failed; the next one follows within `everyMs`. */
  onFailed?(error: unknown): void;
  /** Time between two looks that nobody asked for, and before a failed run is tried again; milliseconds. */
  everyMs?: number;
};

/** The one way from the outbox to the bus. */
export type OutboxRelay = {
  /** Something was recorded: announce it soon. */
  wake(): void;
  /** Resolves when nothing is pending, or the drain is stopped. */
  idle(): Promise<void>;
  /** Lets the current run end its chunk; nothing is announced afterwards. */
  stop(): Promise<void>;
};

/** Events announced and marked in one go: half of what the embedded bus remembers to know doubles. */
const CHUNK_EVENTS = 500;

/**
 * Announces what is pending, in order and one run at a time. A crash between announcing and writing back repeats the
 * announcement; the bus knows it by its event_id.
 */
export function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { pending, announce, announced, onAnnounced, onFailed, everyMs = 1000 } = options;
  let stopped = false;
  let failed = false;
  let asked = false;
  let waiting: (() => void)[] = [];

  async function drainAll(): Promise<void> {
    while (!stopped) {
      asked = false;
      const events = await pending(CHUNK_EVENTS);
      if (events.length > 0) await drainChunk(events);
      else if (!asked) return settle();
    }
  }

  async function drainChunk(events: RecordedEvent[]): Promise<void> {
    const cursors = await announce(events);
    const marks = events.flatMap(({ event_id }, i) => {
      const cursor = cursors[i];
      return cursor === undefined ? [] : [{ event_id, cursor }];
    });
    await announced(marks);
    onAnnounced?.(marks);
  }

  function settle(): void {
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  const run = coalesce(async () => {
    try {
      await drainAll();
    } catch (error) {
      failed = true;
      onFailed?.(error);
    }
  });

  function wake(): void {
    asked = true;
    // While the bus is away every reading wakes the drain: the timer alone tries again.
    if (!stopped && !failed) void run();
  }

  const timer = setInterval(() => {
    failed = false;
    wake();
  }, everyMs);
  timer.unref();
  wake();

  return {
    wake,
    idle() {
      if (stopped) return Promise.resolve();
      const settled = new Promise<void>((resolve) => waiting.push(resolve));
      wake();
      return settled;
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await run();
      settle();
    },
  };
}
