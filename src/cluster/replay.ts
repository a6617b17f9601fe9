import { coalesce } from "../async/coalesce";
import type { MetricUpdated } from "../domain/event";
import { reasonOf } from "../domain/reason";
import type { Store } from "../store/store";
import type { FailoverBuffer, Kept, KeptValue } from "./failover_buffer";

/** How far the clocks of two servers may differ. */
const CLOCKS_DIFFER_MS = 5_000;
/** An event that the database refuses for so long, while it takes others, is lost. */
const REFUSED_FOR_MS = 30_000;
/** Values handed over at once. */
const VALUES_TOGETHER = 500;

type ReplayDeps = {
  buffer: FailoverBuffer;
  store: { events: Pick<Store["events"], "recordMissed"> };
  recordValue(event: MetricUpdated): unknown;
  /** Nothing could be recorded; what was to be is in the buffer again. */
  onFailure(error: unknown, events: readonly Kept[]): void;
  onRecorded(count: number): void;
  lose(count: number, reason: string): void;
};

/** Records what is kept and no server has recorded. */
export type Replay = {
  run(): Promise<void>;
  isRunning(): boolean;
  /** How many the run under way holds. */
  waiting(): number;
};

export function createReplay(deps: ReplayDeps): Replay {
  const { buffer, store, onFailure, onRecorded, lose } = deps;
  const refusedAt = new Map<string, number>();
  let held: number | null = null;

  async function replayEvents(events: readonly Kept[]) {
    if (events.length === 0) return;
    // Not when they came: a server that was frozen receives what others have recorded long since.
    const since = events.reduce((oldest, { publishedAfter }) => Math.min(oldest, publishedAfter), Infinity);
    const refused = await store.events.recordMissed(events, since - CLOCKS_DIFFER_MS);
    const reasons = new Map(refused.map(({ id, error }) => [id, error]));
    for (const kept of events) {
      if (reasons.has(kept.id)) keepRefused(kept, reasons.get(kept.id));
      else settle(kept);
    }
    onRecorded(events.length - refused.length);
  }

  function settle(kept: Kept) {
    refusedAt.delete(kept.id);
    buffer.letGo(kept);
  }

  function keepRefused(kept: Kept, error: unknown) {
    const since = refusedAt.get(kept.id) ?? performance.now();
    refusedAt.set(kept.id, since);
    if (performance.now() - since < REFUSED_FOR_MS) return buffer.add(kept);
    settle(kept);
    lose(1, reasonOf(error));
  }

  const run = coalesce(async () => {
    const { events, values } = buffer.take();
    held = events.filter(({ isRecorded }) => !isRecorded).length + values.length;
    try {
      await replayEvents(events);
      await replayValues(deps, values);
    } catch (error) {
      const meanwhile = buffer.take();
      for (const kept of [...events, ...meanwhile.events]) buffer.add(kept);
      for (const kept of [...values, ...meanwhile.values]) buffer.addValue(kept);
      onFailure(error, events);
    } finally {
      held = null;
    }
  });

  return { run, isRunning: () => held !== null, waiting: () => held ?? 0 };
}

async function replayValues({ recordValue, buffer }: ReplayDeps, values: readonly KeptValue[]) {
  async function replayValue(kept: KeptValue) {
    try {
      // A value that is there already replaces itself.
      await recordValue(kept.event);
    } catch {
      buffer.addValue(kept);
    }
  }

  for (let from = 0; from < values.length; from += VALUES_TOGETHER)
    await Promise.all(values.slice(from, from + VALUES_TOGETHER).map(replayValue));
}
