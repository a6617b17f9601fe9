import type { Redis, Result } from "ioredis";
import { type Cursor, compareCursors, parseCursor } from "../../domain/cursor";
import { type AnnouncedEvent, CHANNELS, type RecordedEvent } from "../../domain/event";

/** A piece of the log. `gap`: it does not follow the cursor asked for, but begins where the log now begins. */
export type Page = { latest: Cursor; gap: boolean; events: AnnouncedEvent[]; more: boolean };

/** The event log in Redis, and the one step that appends to it and publishes. */
export type RedisLog = {
  /** Cursors in order; an event_id announced within the last hour keeps its first and is not published again. */
  append(events: RecordedEvent[]): Promise<Cursor[]>;
  /** Events after the cursor, oldest first; without one only where the log stands. */
  read(after: Cursor | undefined, limit: number): Promise<Page>;
  /** The newest cursor; rejects as well when Redis answers but cannot write. */
  probe(): Promise<Cursor>;
};

const EPOCH_KEY = "andon:epoch";
const LOG_KEY = "andon:log";
const SEEN_MS = 3_600_000;

/** Events in one call of the script: about 4 ms in which Redis does nothing else. */
const CHUNK_EVENTS = 500;

/**
 * Finds epoch and end of the log. ARGV: a new epoch if one is needed, the epoch and id this process has last seen. A log that
 * ends before what was seen has lost events (Redis restarted from an old snapshot): it starts anew, so that every cursor
 * given by it is told of the gap.
 */
const PREAMBLE = `
local function parts(id)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(seq)
end
local function older(a, b)
  local ams, aseq = parts(a)
  local bms, bseq = parts(b)
  return ams < bms or (ams == bms and aseq < bseq)
end
local info = {}
if redis.call('EXISTS', KEYS[2]) == 1 then
  local flat = redis.call('XINFO', 'STREAM', KEYS[2])
  for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
end
local last = info['last-generated-id'] or '0-0'
local epoch = redis.call('GET', KEYS[1])
if not epoch or (epoch == ARGV[2] and older(last, ARGV[3])) then
  epoch = ARGV[1]
  redis.call('SET', KEYS[1], epoch)
  redis.call('DEL', KEYS[2])
  info = {}
  last = '0-0'
end
`;

/** ARGV besides: greatest length, memory for doubles in ms, then event_id, channel and JSON of each event. */
const APPEND = `${PREAMBLE}
redis.call('SET', KEYS[1], epoch)
local cursors = {}
for i = 6, #ARGV, 3 do
  local seen = 'andon:seen:' .. ARGV[i]
  local cursor = redis.call('GET', seen)
  if not cursor or string.sub(cursor, 1, #epoch + 1) ~= epoch .. '-' then
    last = redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', 'event', ARGV[i + 2])
    cursor = epoch .. '-' .. last
    redis.call('SET', seen, cursor, 'PX', ARGV[5])
    redis.call('PUBLISH', ARGV[i + 1], string.sub(ARGV[i + 2], 1, -2) .. ',"id":"' .. cursor .. '"}')
  end
  cursors[#cursors + 1] = cursor
end
return { epoch .. '-' .. last, cursors }
`;

/** ARGV besides: epoch and id to read after (empty: nothing), how many at most. */
const READ = `${PREAMBLE}
if ARGV[4] == '' then return { epoch .. '-' .. last, 0, {} } end
local from = ARGV[5]
local gap = ARGV[4] ~= epoch or older(last, from)
local first = info['first-entry']
if not gap and from ~= last and info['entries-added'] ~= info['length'] then
  gap = not first or older(from, first[1])
end
if gap then from = '0-0' end
local entries = redis.call('XRANGE', KEYS[2], '(' .. from, '+', 'COUNT', ARGV[6])
local flat = {}
for _, entry in ipairs(entries) do
  flat[#flat + 1] = epoch .. '-' .. entry[1]
  flat[#flat + 1] = entry[2][2]
end
return { epoch .. '-' .. last, gap and 1 or 0, flat }
`;

type Appended = [latest: Cursor, cursors: Cursor[]];
type Read = [latest: Cursor, gap: 0 | 1, cursorsAndEvents: string[]];

declare module "ioredis" {
  interface RedisCommander<Context> {
    andonAppend(...args: (string | number)[]): Result<Appended, Context>;
    andonRead(...args: (string | number)[]): Result<Read, Context>;
  }
}

/** @param streamLength about how many events the log keeps */
export function createRedisLog(redis: Redis, streamLength: number): RedisLog {
  redis.defineCommand("andonAppend", { lua: APPEND, numberOfKeys: 2 });
  redis.defineCommand("andonRead", { lua: READ, numberOfKeys: 2 });
  let known: Cursor = "none-0-0";

  /** Keys and arguments that PREAMBLE needs. */
  function preamble(): string[] {
    return [EPOCH_KEY, LOG_KEY, crypto.randomUUID().slice(0, 8), ...split(known)];
  }

  function note(latest: Cursor): Cursor {
    if (split(latest)[0] !== split(known)[0] || compareCursors(latest, known) > 0) known = latest;
    return latest;
  }

  async function appendChunk(events: RecordedEvent[]): Promise<[Cursor, Cursor[]]> {
    const args = events.flatMap((event) => [
      event.event_id,
      CHANNELS[event.event_type],
      JSON.stringify(event),
    ]);
    const [latest, cursors] = await redis.andonAppend(...preamble(), streamLength, SEEN_MS, ...args);
    note(latest);
    return [latest, cursors];
  }

  return {
    async append(events) {
      const cursors: Cursor[] = [];
      for (let i = 0; i < events.length; i += CHUNK_EVENTS)
        cursors.push(...(await appendChunk(events.slice(i, i + CHUNK_EVENTS)))[1]);
      return cursors;
    },
    async read(after, limit) {
      const [latest, gap, flat] = await redis.andonRead(
        ...preamble(),
        ...(after ? split(after) : ["", ""]),
        limit + 1,
      );
      const events: AnnouncedEvent[] = [];
      for (let i = 0; i < flat.length; i += 2) events.push({ ...JSON.parse(flat[i + 1] ?? ""), id: flat[i] });
      return {
        latest: note(latest),
        gap: gap === 1,
        events: events.slice(0, limit),
        more: events.length > limit,
      };
    },
    probe: async () => (await appendChunk([]))[0],
  };
}

/** Epoch and stream id; what is no cursor of this log gets an epoch that no log has. */
function split(cursor: Cursor): [epoch: string, id: string] {
  const parsed = parseCursor(cursor);
  return parsed?.n.includes("-") ? [parsed.epoch, parsed.n] : ["none", "0-0"];
}
