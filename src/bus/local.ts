import { type Cursor, parseCursor } from "../domain/cursor";
import type { AnnouncedEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { Bus, BusHandlers, Since } from "./bus";

/** What the embedded bus asks of the event log that history keeps. */
export type LocalLog = {
  /** The log's epoch, the first number it still holds and the last one given. */
  log(): Promise<{ epoch: string; first: number; last: number }>;
  /** In cursor order, oldest first. */
  list(query: { after: Cursor; limit: number }): Promise<AnnouncedEvent[]>;
};

/** Announced events kept in memory: the log gets their cursors only after they were announced. */
const TAIL_EVENTS = 1000;

/** The bus of a single process: numbers go on where the log ended, so a page keeps its place across a restart. */
export async function createLocalBus(log: LocalLog): Promise<Bus> {
  const { epoch, last } = await log.log();
  const tail = new Map<string, AnnouncedEvent>();
  let newest = last;
  let handlers: BusHandlers | undefined;

  const cursor = (n: number): Cursor => `${epoch}-${n}`;

  function announceOne(event: RecordedEvent): Cursor {
    const before = tail.get(event.event_id);
    if (before) return before.id;
    const announced: AnnouncedEvent = { ...event, id: cursor(++newest) };
    tail.set(event.event_id, announced);
    if (tail.size > TAIL_EVENTS) tail.delete(tail.keys().next().value ?? "");
    handlers?.event(announced);
    return announced.id;
  }

  /** Every event after number n that log and tail hold together, at least `limit` of them if there are as many. */
  async function after(n: number, limit: number): Promise<AnnouncedEvent[]> {
    const oldest = tail.values().next().value;
    const recent = (end: number) => [...tail.values()].filter((event) => numberOf(event.id) > end);
    if (oldest && numberOf(oldest.id) <= n + 1) return recent(n);
    const kept = await log.list({ after: cursor(n), limit });
    const end = kept.at(-1);
    // Looked at after the wait, so that what was announced meanwhile is there too.
    return [...kept, ...recent(end ? numberOf(end.id) : n)];
  }

  async function since(from: Cursor, limit: number): Promise<Since> {
    const asked = parseCursor(from);
    const n = Number(asked?.n);
    const latest = newest;
    if (asked?.epoch !== epoch || !(n <= latest)) return { kind: "gap", latest: cursor(latest) };
    if (n === latest) return { kind: "events", events: [], latest: from, more: false };
    const events = await after(n, limit + 1);
    // Numbers have no holes, so a first event that does not follow the cursor means the log begins later.
    if (numberOf(events[0]?.id ?? "") !== n + 1) return { kind: "gap", latest: cursor(latest) };
    return {
      kind: "events",
      events: events.slice(0, limit),
      latest: cursor(newest),
      more: events.length > limit,
    };
  }

  return {
    kind: "local",
    announce: async (events) => events.map(announceOne),
    announceValues(values: MetricUpdated[]) {
      const published_at = new Date().toISOString();
      for (const value of values) handlers?.value({ ...value, published_at });
    },
    hint: (hint) => handlers?.hint?.(hint),
    async subscribe(listener) {
      handlers = listener;
    },
    since,
    latest: () => cursor(newest),
    canary: () => 0,
    ping: () => Promise.resolve(),
    async close() {
      handlers = undefined;
    },
  };
}

function numberOf(cursor: Cursor): number {
  return Number(parseCursor(cursor)?.n);
}
