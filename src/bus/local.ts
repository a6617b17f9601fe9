import { type Cursor, isStart, namesEvent, parseCursor, provenCursor } from "../domain/cursor";
import type { AnnouncedEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { Bus, BusHandlers, Since } from "./bus";

/** The stored event log, as the embedded bus needs it. */
export type LocalLog = {
  /**
   * The log's epoch, the last number given, and to which event; null when the log does not hold it any more.
   */
  log(): Promise<{ epoch: string; last: number; lastEventId: string | null }>;
  /** In cursor order, oldest first. */
  list(query: { after: Cursor; limit: number }): Promise<AnnouncedEvent[]>;
};

/** Announced events kept in memory: the log gets their cursors only after they were announced. */
const TAIL_EVENTS = 1000;

/**
 * The bus of a single process: numbers go on where the log ended, so a page keeps its place across a restart.
 */
export async function createLocalBus(log: LocalLog): Promise<Bus> {
  let { epoch, last, lastEventId } = await log.log();
  let tail = createTail(epoch, last, lastEventId);
  let handlers: BusHandlers | undefined;

  async function since(from: Cursor, limit: number): Promise<Since> {
    const latest = tail.newest();
    if (from === latest) return { kind: "events", events: [], latest, more: false };
    const asked = parseCursor(from);
    if (asked?.epoch !== epoch || !(Number(asked.n) < numberOf(latest) + 1)) return { kind: "gap", latest };
    // The event of the cursor itself comes first, and proves it.
    const own = isStart(from) ? 0 : 1;
    const found = await eventsAfter(tail, log, `${epoch}-${Number(asked.n) - own}`, limit + own + 1);
    const isKnown = own === 0 || (isNumbered(found[0], asked.n) && namesEvent(from, found[0].event_id));
    // Numbers have no holes, so a first event that does not follow the cursor means the log begins later.
    const events = found.slice(own);
    if (!isKnown || !isNumbered(events[0], Number(asked.n) + 1)) return { kind: "gap", latest };
    const [first, more] = [events.slice(0, limit), events.length > limit];
    return { kind: "events", events: first, latest: tail.newest(), more };
  }

  return {
    kind: "local",
    async announce(events) {
      return events.map((event) => {
        const { announced, isNew } = tail.add(event);
        if (isNew) handlers?.event(announced);
        return announced.id;
      });
    },
    announceValues(values: MetricUpdated[]) {
      const published_at = new Date().toISOString();
      for (const value of values) handlers?.value({ ...value, published_at });
    },
    sendToPeers: (message) => handlers?.peerMessage?.(message),
    async subscribe(given) {
      handlers = given;
    },
    since,
    latest: () => tail.newest(),
    canary: () => 0,
    async beginAnew() {
      const from = tail.newest();
      ({ epoch, last, lastEventId } = await log.log());
      tail = createTail(epoch, last, lastEventId);
      handlers?.gap?.(from, tail.newest());
    },
    ping: () => Promise.resolve(),
    async close() {
      handlers = undefined;
    },
  };
}

type Tail = ReturnType<typeof createTail>;

/** The newest announced events; an event announced twice within it keeps its number. */
function createTail(epoch: string, last: number, lastEventId: string | null) {
  const events = new Map<string, AnnouncedEvent>();
  let newest = last;
  let cursor: Cursor = `${epoch}-${newest}`;
  if (lastEventId !== null) cursor = provenCursor(cursor, lastEventId);

  return {
    newest: () => cursor,
    oldest: () => events.values().next().value,
    after: (n: number) => [...events.values()].filter(({ id }) => numberOf(id) > n),
    add(event: RecordedEvent): { announced: AnnouncedEvent; isNew: boolean } {
      const before = events.get(event.event_id);
      if (before) return { announced: before, isNew: false };
      newest += 1;
      cursor = provenCursor(`${epoch}-${newest}`, event.event_id);
      const announced: AnnouncedEvent = { ...event, id: cursor };
      events.set(event.event_id, announced);
      if (events.size > TAIL_EVENTS) events.delete(events.keys().next().value ?? "");
      return { announced, isNew: true };
    },
  };
}

/** Every event after the cursor in log and tail together, at least `limit` of them if there are as many. */
async function eventsAfter(
  tail: Tail,
  log: LocalLog,
  from: Cursor,
  limit: number,
): Promise<AnnouncedEvent[]> {
  const n = numberOf(from);
  const oldest = tail.oldest();
  if (oldest && numberOf(oldest.id) <= n + 1) return tail.after(n);
  const stored = await log.list({ after: from, limit });
  const end = stored.at(-1);
  // Looked at after the wait, so that events announced meanwhile are there too.
  return [...stored, ...tail.after(end ? numberOf(end.id) : n)];
}

function isNumbered(event: AnnouncedEvent | undefined, n: number | string): event is AnnouncedEvent {
  return event !== undefined && numberOf(event.id) === Number(n);
}

function numberOf(cursor: Cursor): number {
  return Number(parseCursor(cursor)?.n);
}
