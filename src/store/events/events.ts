import { compareCursors, type Cursor } from "../../domain/cursor";
import type { LoggedEvent, RecordedEvent } from "../../domain/event";
import { all, type Context, type Database, type Sql } from "../db/database";
import { putInOutbox } from "./outbox";
import { externalEvents } from "./external_events";
import { sentHash } from "./sent_hash";
import { partsOf } from "./log_position";
import { unseenKeys } from "./unseen";
import { yieldToLoop } from "../../async/yield";
import type { EventStore, EventQuery } from "./event_store";

/** Cursors written back between two yields to the loop. */
const YIELD_EVERY_CURSORS = 500;

/** An event unannounced for so long belongs to a server that has died. */
const LEFT_AFTER_MS = 5_000;

type Row = { json: string; cursor: Cursor };

/** Implements `EventStore`. @param epoch the word that names this log */
export function eventStore(context: Context, epoch: string): EventStore {
  const { database, recording, server } = context;
  const { read, write, dialect } = database;

  function record(events: LoggedEvent[]) {
    return events.length === 0 ? Promise.resolve([]) : write((tx) => putInOutbox(tx, context, events));
  }

  /**
   * Each server announces its own events; older ones of other servers, in case its own follow from them (an
   * alarm precedes its acknowledgement); and those that a dead server has left. The log drops repeats by
   * event_id.
   */
  async function pending(limit: number) {
    const own = read`
      and (key <= (select max(key) from events where cursor is null and server = ${server})
        or recorded_at < ${context.now() - LEFT_AFTER_MS})`;
    const rows = await read<Pick<Row, "json">[]>`
      select json from events where cursor is null ${dialect.shared ? own : read``} order by key limit ${limit}`;
    return rows.map(({ json }) => JSON.parse(json) as RecordedEvent);
  }

  async function unseen(after: Cursor | undefined, limit: number) {
    const rows = await read<Pick<Row, "json">[]>`
      select json from events where key in (${unseenKeys(read, after, limit)}) order by key desc limit ${limit}`;
    return rows.reverse().map(({ json }) => JSON.parse(json) as RecordedEvent);
  }

  async function list(query: EventQuery) {
    const rows =
      query.after === undefined ? await newest(read, query) : await following(read, query.after, query);
    return rows.map(({ json, cursor }) => ({ ...(JSON.parse(json) as RecordedEvent), id: cursor }));
  }

  return {
    record,
    ...externalEvents(context),
    sentHash,
    pending,
    unseen,
    announced: (cursors) => writeCursors(database, cursors),
    list,
    log: () => rangeOf(read, epoch),
    outbox: () => outboxOf(read),
    onRecorded: recording.onRecorded,
  };
}

/** Writes cursors back into the log. */
async function writeCursors({ write }: Database, cursors: { event_id: string; cursor: Cursor }[]) {
  if (cursors.length === 0) return;
  await write(async (tx) => {
    for (const [index, { event_id, cursor }] of cursors.entries()) {
      if (index % YIELD_EVERY_CURSORS === YIELD_EVERY_CURSORS - 1) await yieldToLoop();
      const { epoch, ms, seq } = partsOf(cursor);
      await tx`
        update events set cursor = ${cursor}, epoch = ${epoch}, cursor_ms = ${ms}, cursor_seq = ${seq}
        where event_id = ${event_id}`;
    }
  });
}

async function rangeOf(read: Sql, epoch: string) {
  const [row] = await read<{ first: number | null; last: number | null }[]>`
    select (select min(cursor_ms) from events where epoch = ${epoch} and cursor is not null) as first,
           (select max(cursor_ms) from events where epoch = ${epoch} and cursor is not null) as last`;
  return { epoch, first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) };
}

async function outboxOf(read: Sql) {
  const [row] = await read<{ waiting: number; oldest: number | null }[]>`
    select count(*) as waiting, min(recorded_at) as oldest from events where cursor is null`;
  return { waiting: Number(row?.waiting ?? 0), oldest: row?.oldest == null ? null : Number(row.oldest) };
}

/** Events after the cursor `after`, in cursor order. */
function following(sql: Sql, after: Cursor, query: EventQuery) {
  const { epoch, ms, seq } = partsOf(after);
  return sql<Row[]>`
    select json, cursor from events
    where cursor is not null and epoch = ${epoch} and (cursor_ms, cursor_seq) > (${ms}, ${seq})
      and ${matching(sql, query)}
    order by cursor_ms, cursor_seq limit ${query.limit}`;
}

/**
 * The newest events in cursor order. Servers may announce in another order than they recorded, and cursors of
 * two epochs do not compare.
 */
async function newest(sql: Sql, query: EventQuery) {
  const rows = await sql<(Row & { epoch: string })[]>`
    select json, cursor, epoch from events where cursor is not null and ${matching(sql, query)}
    order by key desc limit ${query.limit}`;
  const epochs = [...new Set(rows.map(({ epoch }) => epoch))].reverse();
  return rows.sort(
    (a, b) => epochs.indexOf(a.epoch) - epochs.indexOf(b.epoch) || compareCursors(a.cursor, b.cursor),
  );
}

function matching(sql: Sql, { type, machineIds = [] }: EventQuery) {
  const conditions = [];
  if (type !== undefined) conditions.push(sql`type = ${type}`);
  if (machineIds.length > 0) conditions.push(sql`machine_id in ${sql([...machineIds])}`);
  return all(sql, conditions);
}
