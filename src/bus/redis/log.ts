import type { Redis, Result } from "ioredis";
import { type Cursor, compareCursors, namesEvent, parseCursor, provenCursor } from "../../domain/cursor";
import { type AnnouncedEvent, CHANNELS, type RecordedEvent } from "../../domain/event";
import { readLogged } from "../message";
import append from "./scripts/append.lua" with { type: "text" };
import preamble from "./scripts/preamble.lua" with { type: "text" };
import readOn from "./scripts/read.lua" with { type: "text" };
import tryAppend from "./scripts/try_append.lua" with { type: "text" };

/** Part of the log. `gap`: it does not follow the cursor asked for, but begins where the log now begins. */
export type Page = {
  latest: Cursor;
  gap: boolean;
  events: AnnouncedEvent[];
  more: boolean;
  /** The last entry of this part, also when it holds no event. */
  upTo?: Cursor;
  /** Called with an entry of the log that others wrote and that is no event. */
  unreadable?: string[];
};

/** The event log in Redis, and the one step that appends to it and publishes. */
export type RedisLog = {
  /**
   * Cursors in order. An event_id announced within the last hour keeps its first cursor and is not published
   * again. Without events it rejects where they would be refused, and appends nothing.
   */
  append(events: RecordedEvent[]): Promise<Cursor[]>;
  /** Events after the cursor, oldest first; without one only where the log stands. */
  read(after: Cursor | undefined, limit: number): Promise<Page>;
  /** The newest cursor; rejects as well when Redis answers but cannot write. */
  probe(): Promise<Cursor>;
  /** Begins anew, with another epoch. */
  beginAnew(): Promise<void>;
  /** The time by the clock of Redis, which numbers the log; epoch milliseconds. */
  now(): number;
};

const EPOCH_KEY = "andon:epoch";
const LOG_KEY = "andon:log";
const SEEN_MS = 3_600_000;

/** Events in one call of the script: about 4 ms in which Redis does nothing else. */
const CHUNK_EVENTS = 500;

type Appended = [latest: Cursor, cursors: Cursor[], clock: number];
type Read = [latest: Cursor, gap: 0 | 1, cursorsAndEvents: string[], own: string, clock: number];

declare module "ioredis" {
  interface RedisCommander<Context> {
    andonAppend(...args: (string | number)[]): Result<Appended, Context>;
    andonTryAppend(...args: (string | number)[]): Result<[], Context>;
    andonRead(...args: (string | number)[]): Result<Read, Context>;
  }
}

/** @param streamLength about how many events the log keeps */
export function createRedisLog(redis: Redis, streamLength: number): RedisLog {
  redis.defineCommand("andonAppend", { lua: preamble + append, numberOfKeys: 2 });
  redis.defineCommand("andonTryAppend", { lua: preamble + tryAppend, numberOfKeys: 2 });
  redis.defineCommand("andonRead", { lua: preamble + readOn, numberOfKeys: 2 });
  let known: Cursor = NOWHERE;
  let offset = 0;

  /** Keys and arguments of the preamble. */
  function log(): string[] {
    return [EPOCH_KEY, LOG_KEY, newEpoch(), ...split(known)];
  }

  function note(latest: Cursor, clock: number): void {
    offset = clock - Date.now();
    if (split(latest)[0] !== split(known)[0] || compareCursors(latest, known) > 0) known = latest;
  }

  async function appendChunk(events: RecordedEvent[]): Promise<[Cursor, Cursor[]]> {
    const args = events.flatMap((event) => [
      event.event_id,
      CHANNELS[event.event_type],
      JSON.stringify(event),
    ]);
    const [latest, cursors, clock] = await redis.andonAppend(...log(), streamLength, SEEN_MS, ...args);
    note(latest, clock);
    return [latest, cursors.map((cursor, i) => provenCursor(cursor, events[i]?.event_id ?? ""))];
  }

  async function read(after: Cursor | undefined, limit: number): Promise<Page> {
    const asked = after ? split(after) : ["", ""];
    const answer = await redis.andonRead(...log(), ...asked, limit + 1);
    const [latest, , , own, clock] = answer;
    if (after && own && !namesEvent(after, readLogged(own, after)?.event_id ?? ""))
      return read(NOWHERE, limit);
    note(latest, clock);
    return pastNoEvents(pageOf(answer, limit), (upTo) => read(upTo, limit));
  }

  return {
    async append(events) {
      if (events.length === 0) await redis.andonTryAppend(...log());
      const cursors: Cursor[] = [];
      for (let i = 0; i < events.length; i += CHUNK_EVENTS)
        cursors.push(...(await appendChunk(events.slice(i, i + CHUNK_EVENTS)))[1]);
      return cursors;
    },
    read,
    async beginAnew() {
      const [epoch, ...rest] = [split(known)[0], "", "", 1];
      await redis.andonRead(EPOCH_KEY, LOG_KEY, newEpoch(), epoch, PAST_ALL, ...rest);
    },
    now: () => Date.now() + offset,
    probe: async () => (await appendChunk([]))[0],
  };
}

/** @param limit one event less than were asked for */
function pageOf([latest, gap, flat]: Read, limit: number): Page {
  const events: AnnouncedEvent[] = [];
  const unreadable: string[] = [];
  let upTo: Cursor | undefined;
  for (let i = 0; i < Math.min(flat.length, 2 * limit); i += 2) {
    const [cursor = "", json = ""] = [flat[i], flat[i + 1]];
    const event = readLogged(json, cursor);
    if (event) events.push(event);
    else unreadable.push(json);
    upTo = event?.id ?? cursor;
  }
  const more = flat.length > 2 * limit;
  return {
    latest: !more && upTo?.startsWith(`${latest}-`) ? upTo : latest,
    gap: gap === 1,
    events,
    more,
    ...(upTo !== undefined && { upTo }),
    unreadable,
  };
}

/** Reads on where a part holds nothing but what is no event: whoever asks goes on from the last event. */
async function pastNoEvents(page: Page, readOn: (upTo?: Cursor) => Promise<Page>): Promise<Page> {
  if (page.events.length > 0 || !page.more) return page;
  const next = await readOn(page.upTo);
  const unreadable = [...(page.unreadable ?? []), ...(next.unreadable ?? [])];
  return { ...next, gap: page.gap || next.gap, unreadable };
}

const newEpoch = () => crypto.randomUUID().slice(0, 8);

/** A log that ends before what was seen begins anew: later than any event. */
const PAST_ALL = "99999999999999-0";

/** A cursor of no log: what is read from it is a gap, and then all that the log holds. */
const NOWHERE: Cursor = "none-0-0";

/** Epoch and stream id; a text that is no cursor of this log gets an epoch that no log has. */
function split(cursor: Cursor): [epoch: string, id: string] {
  const parsed = parseCursor(cursor);
  return parsed?.n.includes("-") ? [parsed.epoch, parsed.n] : ["none", "0-0"];
}
