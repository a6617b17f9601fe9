import { type Cursor, parseCursor } from "../domain/cursor";
import type { AnnouncedEvent, MetricUpdated, RecordedEvent } from "../domain/event";
import type { Bus, BusHandlers, Since } from "./bus";

/** The stored event log, as the embedded bus needs it. */
export type LocalLog = {
  /** The log's epoch, the first number it still holds and the last one given. */
  log(): Promise<{ epoch: string; first: number; last: number }>;
  /** In cursor order, oldest first. */
  list(query: { after: Cursor; limit: number }): Promise<AnnouncedEvent[]>;
};

/** Announced events kept in memory: the log gets their cursors only after they were announced. */
const TAIL_EVENTS = 1000;

/**
 * The bus of a single process: numbers go on where the log ended, so a page keeps its place across a restart.
 */
export async function createLocalBus(log: LocalLog): Promise<Bus> {
  const { epoch, last } = await log.log();
  const tail = createTail(epoch, last);
  let handlers: BusHandlers | undefined;

  async function since(from: Cursor, limit: number): Promise<Since> {
    const asked = parseCursor(from);
    const n = Number(asked?.n);
    const latest = tail.newest();
    if (asked?.epoch !== epoch || !(n <= numberOf(latest))) return { kind: "gap", latest };
    if (n === numberOf(latest)) return { kind: "events", events: [], latest: from, more: false };
    const events = await eventsAfter(tail, log, from, limit + 1);
    // Numbers have no holes, so a first event that does not follow the cursor means the log begins later.
    if (numberOf(events[0]?.id ?? "") !== n + 1) return { kind: "gap", latest };
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
    latest: tail.newest,
    canary: () => 0,
    ping: () => Promise.resolve(),
    async close() {
      handlers = undefined;
    },
  };
}

type Tail = ReturnType<typeof createTail>;

/** The newest announced events; an event announced twice within it keeps its number. */
function createTail(epoch: string, last: number) {
  const events = new Map<string, AnnouncedEvent>();
  let newest = last;
  const cursor = (): Cursor => `${epoch}-${newest}`;

  return {
    newest: cursor,
    oldest: () => events.values().next().value,
    after: (n: number) => [...events.values()].filter(({ id }) => numberOf(id) > n),
    add(event: RecordedEvent): { announced: AnnouncedEvent; isNew: boolean } {
      const before = events.get(event.event_id);
      if (before) return { announced: before, isNew: false };
      newest += 1;
      const announced: AnnouncedEvent = { ...event, id: cursor() };
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

function numberOf(cursor: Cursor): number {
  return Number(parseCursor(cursor)?.n);
}
