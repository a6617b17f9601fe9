import { compareCursors, type Cursor } from "../../domain/cursor";
import type { AnnouncedEvent, LoggedEvent, RecordedEvent } from "../../domain/event";
import { all, type Context, type Sql } from "../db/database";
import type { EventQuery, Store } from "../store";
import { putInOutbox } from "./outbox";
import { externalEvents, sourceOf } from "./external_events";
import { partsOf } from "./log_position";
import { unseenKeys } from "./unseen";
import { yieldToLoop } from "../../async/yield";

/** Cursors that are written back before the loop may turn. */
const BREATH_MARKS = 500;

/** An event that its own server has not announced by then was left behind. */
const LEFT_AFTER_MS = 5_000;

type Row = { json: string; cursor: Cursor };

/** The event log and its outbox. @param epoch the word that names this log */
export function eventStore(context: Context, epoch: string): Store["events"] {
  const { database, recording, server } = context;
  const { read, write, dialect } = database;

  function record(events: LoggedEvent[]) {
    return events.length === 0 ? Promise.resolve([]) : write((tx) => putInOutbox(tx, context, events));
  }

  const recordExternal = externalEvents(context);

  async function recordMissed(events: LoggedEvent[], since: number) {
    const rows = await read<{ source: string; count: number }[]>`
      select source, count(*) as count from events where recorded_at >= ${since} and source is not null group by source`;
    const taken = new Map(rows.map(({ source, count }) => [source, Number(count)]));
    for (const event of events) {
      const source = sourceOf(event);
      const left = taken.get(source) ?? 0;
      if (left > 0) taken.set(source, left - 1);
      else await recordExternal(event);
    }
  }

  /**
   * Of several servers each announces its own events; those that others recorded before, in case its own
   * follow from them (an alarm comes before its answer); and those that a dead one has left. The log knows
   * doubles by their event_id.
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

  async function announced(marks: { event_id: string; cursor: Cursor }[]) {
    if (marks.length === 0) return;
    await write(async (tx) => {
      for (const [index, { event_id, cursor }] of marks.entries()) {
        if (index % BREATH_MARKS === BREATH_MARKS - 1) await yieldToLoop();
        const { epoch, ms, seq } = partsOf(cursor);
        await tx`
          update events set cursor = ${cursor}, epoch = ${epoch}, cursor_ms = ${ms}, cursor_seq = ${seq}
          where event_id = ${event_id}`;
      }
    });
  }

  async function list(query: EventQuery) {
    const rows =
      query.after === undefined ? await newest(read, query) : await following(read, query.after, query);
    return rows.map(
      ({ json, cursor }) => ({ ...(JSON.parse(json) as RecordedEvent), id: cursor }) as AnnouncedEvent,
    );
  }

  async function log() {
    const [row] = await read<{ first: number | null; last: number | null }[]>`
      select (select min(cursor_ms) from events where epoch = ${epoch} and cursor is not null) as first,
             (select max(cursor_ms) from events where epoch = ${epoch} and cursor is not null) as last`;
    return { epoch, first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) };
  }

  async function outbox() {
    const [row] = await read<{ waiting: number; oldest: number | null }[]>`
      select count(*) as waiting, min(recorded_at) as oldest from events where cursor is null`;
    return { waiting: Number(row?.waiting ?? 0), oldest: row?.oldest == null ? null : Number(row.oldest) };
  }

  return {
    record,
    recordExternal,
    recordMissed,
    pending,
    unseen,
    announced,
    list,
    log,
    outbox,
    onRecorded: recording.onRecorded,
  };
}

/** Announced events after the cursor, in the order of their cursors. */
function following(sql: Sql, after: Cursor, query: EventQuery) {
  const { epoch, ms, seq } = partsOf(after);
  return sql<Row[]>`
    select json, cursor from events
    where cursor is not null and epoch = ${epoch} and (cursor_ms, cursor_seq) > (${ms}, ${seq})
      and ${matching(sql, query)}
    order by cursor_ms, cursor_seq limit ${query.limit}`;
}

/**
 * Two servers may number events in another order than they were recorded; numbers of two epochs cannot be
 * compared.
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

function matching(sql: Sql, { type, machineId }: EventQuery) {
  const conditions = [];
  if (type !== undefined) conditions.push(sql`type = ${type}`);
  if (machineId !== undefined) conditions.push(sql`machine_id = ${machineId}`);
  return all(sql, conditions);
}
