import { compareCursors, type Cursor, namesEvent, provenCursor } from "../../domain/cursor";
import type { CausedAlert, LoggedEvent, RecordedEvent } from "../../domain/event";
import { standing } from "../alarms/standing";
import { appendAudit, type AuditChange } from "../audit/append";
import { all, type Context, type Database, type Sql } from "../db/database";
import { putInOutbox } from "./outbox";
import { externalEvents } from "./external_events";
import { pendingEvents } from "./pending";
import { sentHash } from "./sent_hash";
import { partsOf } from "./log_position";
import { unseenKeys } from "./unseen";
import { withMessage } from "../reasons";
import { yieldToLoop } from "../../async/yield";
import type { EventStore, EventQuery } from "./event_store";

/** Cursors written back between two yields to the loop. */
const YIELD_EVERY_CURSORS = 500;

type Row = { json: string; cursor: Cursor; event_id: string };

/** Implements `EventStore`. @param epoch the word that names this log */
export function eventStore(context: Context, epoch: string): EventStore {
  const { database, recording } = context;
  const { read } = database;

  async function unseen(after: Cursor | undefined, limit: number) {
    const rows = await read<Pick<Row, "json">[]>`
      select json from events where key in (${unseenKeys(read, after, limit)}) order by key desc limit ${limit}`;
    return rows.reverse().map(({ json }) => JSON.parse(json) as RecordedEvent);
  }

  async function list(query: EventQuery) {
    const rows =
      query.after === undefined ? await newest(read, query) : await following(read, query.after, query);
    return rows.map(({ json, cursor, event_id }) => ({
      ...(JSON.parse(json) as RecordedEvent),
      id: provenCursor(cursor, event_id),
    }));
  }

  return {
    record: (events, change) => record(context, events, change),
    ...externalEvents(context),
    sentHash,
    pending: pendingEvents(context),
    unseen,
    announced: (cursors) => writeCursors(database, cursors),
    list,
    holds: (eventIds) => holds(read, eventIds),
    knows: (cursor) => knows(read, cursor),
    log: () => rangeOf(read, epoch),
    outbox: () => outboxOf(read),
    onRecorded: recording.onRecorded,
  };
}

/** Words alerts, and records all in one transaction, with the alarms that alerts open and end. */
async function record(
  context: Context,
  events: readonly (LoggedEvent | CausedAlert)[],
  change?: Omit<AuditChange, "at">,
) {
  if (events.length === 0) return [];
  const worded = events.map((event) => withMessage(event, context));
  return context.database.write(async (tx) => {
    const told: LoggedEvent[] = [];
    const teller = { origin: "system", at: context.now(), newId: context.newId } as const;
    for (const event of worded)
      told.push(
        ...(event.event_type === "system_alert" ? await standing(tx, context, event, teller) : [event]),
      );
    const recorded = await putInOutbox(tx, context, told);
    if (change) await appendAudit(tx, { at: context.now(), ...change });
    return recorded;
  });
}

/** Writes cursors back into the log. */
async function writeCursors({ write }: Database, cursors: { event_id: string; cursor: Cursor }[]) {
  if (cursors.length === 0) return;
  await write(async (tx) => {
    for (const [index, { event_id, cursor }] of cursors.entries()) {
      if (index % YIELD_EVERY_CURSORS === YIELD_EVERY_CURSORS - 1) await yieldToLoop();
      const { epoch, ms, seq, stored } = partsOf(cursor);
      await tx`
        update events set cursor = ${stored}, epoch = ${epoch}, cursor_ms = ${ms}, cursor_seq = ${seq}
        where event_id = ${event_id}`;
    }
  });
}

async function rangeOf(read: Sql, epoch: string) {
  const [row] = await read<{ last: number; event_id: string }[]>`
    select cursor_ms as last, event_id from events where epoch = ${epoch} and cursor is not null
    order by cursor_ms desc, cursor_seq desc limit 1`;
  return { epoch, last: Number(row?.last ?? 0), lastEventId: row?.event_id ?? null };
}

async function holds(read: Sql, eventIds: readonly string[]): Promise<boolean> {
  if (eventIds.length === 0) return true;
  const ids = [...new Set(eventIds)];
  const [row] = await read<
    { count: number }[]
  >`select count(*) as count from events where event_id in ${read(ids)}`;
  return Number(row?.count) === ids.length;
}

/** An event is announced before its cursor is written back: of a cursor past the last one written nothing is known. */
async function knows(read: Sql, cursor: Cursor): Promise<boolean | undefined> {
  const { epoch, ms, seq } = partsOf(cursor);
  const [at] = await read<{ event_id: string; ms: number; seq: number }[]>`
    select event_id, cursor_ms as ms, cursor_seq as seq from events
    where cursor is not null and epoch = ${epoch} and (cursor_ms, cursor_seq) >= (${ms}, ${seq})
    order by cursor_ms, cursor_seq limit 1`;
  if (!at) return undefined;
  return Number(at.ms) === ms && Number(at.seq) === seq && namesEvent(cursor, at.event_id);
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
    select json, cursor, event_id from events
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
    select json, cursor, event_id, epoch from events where cursor is not null and ${matching(sql, query)}
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
