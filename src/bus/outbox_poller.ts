import type { Logger } from "pino";
import { every } from "../async/every";
import { type Cursor, NO_CURSOR } from "../domain/cursor";
import type { RecordedEvent } from "../domain/event";
import type { Store } from "../store/store";

const LOOK_EVERY_MS = 1_000;
/** Events read at first; twice as many while all of them turn out to be new. */
const PAGE_EVENTS = 1_000;

type OutboxPollerDeps = {
  isAway(): boolean;
  /** The newest cursor that the bus has passed on. */
  latest(): Cursor;
  events: Pick<Store["events"], "unseen">;
  /** Draws events without a cursor; those drawn before are left out. */
  draw(events: readonly RecordedEvent[]): void;
  log: Pick<Logger, "warn">;
  everyMs?: number;
};

/**
 * Alarms even without the bus: while it is away, events that it has not passed on are read from the database.
 * They may wait for their announcement, or other servers have announced them and only this one is cut off.
 */
export function startOutboxPoller({ everyMs = LOOK_EVERY_MS, log, ...deps }: OutboxPollerDeps) {
  let known = new Set<string>();

  async function look() {
    const found = deps.isAway() ? await readNew(deps, known) : [];
    // Back with everything passed on that was missed: nothing is left to draw.
    if (!deps.isAway()) return known.clear();
    deps.draw(found.filter(({ event_id }) => !known.has(event_id)));
    known = new Set(found.map(({ event_id }) => event_id));
  }

  const onTrouble = (err: unknown) => log.warn({ err }, "unseen events could not be read");
  return every({ pauseMs: everyMs, onTrouble }, look);
}

/** The newest unseen events, as far back as one that is known already. */
async function readNew(
  { latest, events }: Pick<OutboxPollerDeps, "latest" | "events">,
  known: ReadonlySet<string>,
): Promise<RecordedEvent[]> {
  const after = latest() === NO_CURSOR ? undefined : latest();
  for (let limit = PAGE_EVENTS; ; limit *= 2) {
    const found = await events.unseen(after, limit);
    if (found.length < limit || found.some(({ event_id }) => known.has(event_id))) return found;
  }
}
