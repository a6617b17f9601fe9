import { coalesce } from "../async/coalesce";
import type { Cursor } from "../domain/cursor";
import type { RecordedEvent } from "../domain/event";

/** An event and the cursor that the bus has given it. */
type Announced = { event_id: string; cursor: Cursor };

export type OutboxRelayOptions = {
  /** Recorded and not yet announced, in the order of recording. */
  pending(limit: number): Promise<RecordedEvent[]>;
  /** Without events it rejects where they could not be announced. */
  announce(events: RecordedEvent[]): Promise<Cursor[]>;
  /** Writes the cursors back: these are pending no more. */
  announced(events: Announced[]): Promise<void>;
  onAnnounced?(events: Announced[]): void;
  /** Called after every run that failed; the next one follows within `everyMs`. */
  onFailed?(error: unknown): void;
  /** Time between two runs that nobody asked for, and before a failed run is tried again; milliseconds. */
  everyMs?: number;
};

/** The one way from the outbox to the bus. */
export type OutboxRelay = {
  /** Something was recorded: announce it soon. */
  wake(): void;
  /** Resolves when nothing is pending, when the relay is stopped, or after `withinMs`. */
  idle(withinMs?: number): Promise<void>;
  /** Lets the current run end its chunk; nothing is announced afterwards. */
  stop(): Promise<void>;
};

/** Events announced and written back in one go: half of the number whose doubles the embedded bus knows. */
const CHUNK_EVENTS = 500;

/**
 * Announces pending events in order, one run at a time. A crash between announcing and writing back repeats
 * the announcement; the bus knows it by its event_id.
 */
export function createOutboxRelay(options: OutboxRelayOptions): OutboxRelay {
  const { onFailed, everyMs = 1000 } = options;
  let stopped = false;
  let failed = false;
  let asked = false;
  let waiting: (() => void)[] = [];

  async function announceAll(): Promise<void> {
    while (!stopped) {
      asked = false;
      const events = await options.pending(CHUNK_EVENTS);
      // Another server may have announced what failed here: the bus has to hear that this one could again.
      if (events.length > 0 || failed) await announceChunk(options, events);
      else if (!asked) return settle();
      failed = false;
    }
  }

  function settle(): void {
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  const run = coalesce(async () => {
    try {
      await announceAll();
    } catch (error) {
      failed = true;
      onFailed?.(error);
    }
  });

  function wake(): void {
    asked = true;
    // While the bus is away every recorded event wakes the relay: only the timer tries again.
    if (!stopped && !failed) void run();
  }

  const timer = setInterval(() => void run(), everyMs).unref();
  wake();

  return {
    wake,
    idle(withinMs) {
      if (stopped) return Promise.resolve();
      const settled = within(withinMs, (resolve) => waiting.push(resolve));
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

/**
 * Resolves when the given function is called, or after so many milliseconds; without them it may wait for
 * ever.
 */
function within(ms: number | undefined, wait: (resolve: () => void) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timeout = ms === undefined ? undefined : setTimeout(resolve, ms);
  wait(resolve);
  return promise.finally(() => clearTimeout(timeout));
}

async function announceChunk(
  { announce, announced, onAnnounced }: OutboxRelayOptions,
  events: RecordedEvent[],
): Promise<void> {
  const cursors = await announce(events);
  if (events.length === 0) return;
  const done = events.flatMap(({ event_id }, i) => {
    const cursor = cursors[i];
    return cursor === undefined ? [] : [{ event_id, cursor }];
  });
  await announced(done);
  onAnnounced?.(done);
}
