import { type AlarmState, type Priority, type Severity, UNACKNOWLEDGED } from "../../domain/alarm/alarm";
import { type AlarmRow, alarmOfRow } from "./alarm_row";
import { alarmsAndMachines, findAlarm, newestFirst } from "./alarm_rows";
import { all, type Context, inChunks, type Sql } from "../db/database";
import type { Dialect } from "../db/dialect";
import type { AlarmStore, AlarmConditions, AlarmQuery } from "./alarm_store";

/** Most open alarms on a board. */
const BOARD_OPEN = 200;
const OPEN = ["new", "acknowledged", "cleared"] as const satisfies AlarmState[];
const WORST_FIRST: readonly Severity[] = ["critical", "warning", "normal"];

type Questions = Pick<
  AlarmStore,
  "find" | "list" | "count" | "unacknowledged" | "unresolved" | "totals" | "announcedAt" | "board"
>;

/** The reading half of `AlarmStore`. */
export function alarmQueries({ database: { read, dialect } }: Context): Questions {
  async function list({ limit, offset = 0, ...query }: AlarmQuery) {
    // Select keys first: rows that the offset skips are neither read nor joined.
    const rows = await read<AlarmRow[]>`
      ${alarmsAndMachines(read)} where alarms.key in (
        select key from alarms where ${matching(read, query)}
        order by opened_at desc, key desc limit ${limit} offset ${offset})
      order by opened_at desc, alarms.key desc`;
    return rows.map(alarmOfRow);
  }

  async function count(query: AlarmConditions) {
    const [row] = await read<{ count: number }[]>`
      select count(*) as count from alarms where ${matching(read, query)}`;
    return Number(row?.count ?? 0);
  }

  /** How many of these there are as of a moment, at the latest now. */
  const countUpTo =
    (chosen: typeof unacknowledgedOf) =>
    async (query: AlarmConditions, upTo: number = Number.MAX_SAFE_INTEGER) => {
      const now = read.unsafe(dialect.visibleBelow);
      const [row] = await read<{ count: number; now: number }[]>`
        select (select count(*) from alarms where ${chosen(read, query)} and news < ${now} and news < ${upTo})
          as count, ${now} as now`;
      return { count: Number(row?.count ?? 0), asOf: Math.min(upTo, Number(row?.now ?? 0)) };
    };

  async function totals() {
    const rows = await read<{ machine_id: string | null; count: number }[]>`
      select machine_id, count(*) as count from alarms group by machine_id`;
    return new Map(rows.map(({ machine_id, count }) => [machine_id ?? "", Number(count)]));
  }

  return {
    find: (id) => findAlarm(read, id),
    list,
    count,
    unacknowledged: countUpTo(unacknowledgedOf),
    unresolved: countUpTo(unresolvedOf),
    totals,
    announcedAt: announcedIn(read, dialect),
    board: boardIn(read),
  };
}

/** The alarms of a board. */
function boardIn(read: Sql): Questions["board"] {
  return async (fill, machineIds, firsts = []) => {
    const open = read`state <> 'resolved' and state <> 'finding'`;
    const isFirst = firsts.length === 0 ? read`1 = 0` : read`alarms.id in ${read([...firsts])}`;
    const others = read`${open} and not (${isFirst})`;
    const callingWorstFirst = (place: Bun.SQL.Query<unknown>) =>
      WORST_FIRST.map((severity) => ({
        asked: { severity, suppressed: false },
        where: read`${others} and ${place}`,
      }));
    const steps = [
      ...(firsts.length === 0 ? [] : [{ asked: {}, where: read`${open} and ${isFirst}` }]),
      ...callingWorstFirst(read`follows_id is null`),
      ...callingWorstFirst(read`follows_id is not null`),
      { asked: { suppressed: true }, where: others },
    ];
    const rows: AlarmRow[] = [];
    for (const { asked, where } of steps)
      rows.push(...(await newest(read, { machineIds, ...asked }, where, BOARD_OPEN - rows.length)));
    const over = read`state in ('resolved', 'finding')`;
    if (rows.length < fill) rows.push(...(await newest(read, { machineIds }, over, fill - rows.length)));
    return rows.sort(newestFirst).map(alarmOfRow);
  };
}

/** When each of these alarms was last announced as new. */
function announcedIn(read: Sql, dialect: Dialect): Questions["announcedAt"] {
  return async (ids) => {
    const announced = new Map<string, number>();
    await inChunks(dialect, 1, ids, async (chunk) => {
      const rows = await read<{ anomaly_id: string; at: number }[]>`
        select anomaly_id, max(recorded_at) as at from events
        where anomaly_id in ${read(chunk)} and (type = 'anomaly_detected' or json like '%"raised":true%'
          or json like '%"returned":true%'
          or (type = 'system_alert' and json like '%"state":"new"%' and json not like '%"repeated":true%'))
        group by anomaly_id`;
      for (const { anomaly_id, at } of rows) announced.set(anomaly_id, Number(at));
    });
    return announced;
  };
}

function newest(sql: Sql, query: Partial<AlarmQuery>, open: Bun.SQL.Query<unknown>, limit: number) {
  return sql<AlarmRow[]>`
    ${alarmsAndMachines(sql)} where ${open} and ${matching(sql, query)}
    order by opened_at desc, alarms.key desc limit ${limit}`;
}

/** The condition for the unacknowledged alarms of a query. */
export function unacknowledgedOf(sql: Sql, query: AlarmConditions): Bun.SQL.Query<unknown> {
  return among(sql, query, UNACKNOWLEDGED, UNACKNOWLEDGED);
}

/** The condition for the alarms of a query that can be resolved: findings of the past only where these are asked for. */
export function unresolvedOf(sql: Sql, query: AlarmConditions): Bun.SQL.Query<unknown> {
  return among(sql, query, [...OPEN, "finding"], OPEN);
}

/** @param usual the states where a query names none */
function among(
  sql: Sql,
  query: AlarmConditions,
  possible: readonly AlarmState[],
  usual: readonly AlarmState[],
): Bun.SQL.Query<unknown> {
  const asked = query.states?.length ? query.states : usual;
  const states = possible.filter((state) => asked.includes(state));
  // Spelled out, or SQLite does not use the index of open alarms.
  return states.length === 0
    ? sql`1 = 0`
    : sql`state <> 'resolved' and suppressed is null and ${matching(sql, { ...query, states })}`;
}

/** The SQL condition of a query; an empty list of machines or states is no condition. */
function matching(sql: Sql, query: Partial<AlarmQuery>): Bun.SQL.Query<unknown> {
  const { machineIds = [], severity, priority, states = [], suppressed, from, to, after } = query;
  const conditions = [];
  if (after !== undefined)
    conditions.push(
      sql`(opened_at, alarms.key) < (select opened_at, key from alarms as last where last.id = ${after})`,
    );
  if (machineIds.length > 0) conditions.push(sql`machine_id in ${sql([...machineIds])}`);
  if (severity) conditions.push(sql`severity = ${severity}`);
  if (priority !== undefined) conditions.push(ofPriority(sql, priority));
  if (states.length > 0) conditions.push(sql`state in ${sql([...states])}`);
  if (suppressed === true) conditions.push(sql`suppressed is not null and state <> 'resolved'`);
  if (suppressed === false) conditions.push(sql`(suppressed is null or state = 'resolved')`);
  if (from !== undefined) conditions.push(sql`opened_at >= ${from}`);
  if (to !== undefined) conditions.push(sql`opened_at < ${to}`);
  return all(sql, conditions);
}

/** As `priorityOf` in `src/alarms/priority.ts` has it, which the test of lists holds it to. */
function ofPriority(sql: Sql, priority: Priority): Bun.SQL.Query<unknown> {
  const onCritical = sql`coalesce(machine_id, '') in (select id from machines where is_critical = 1)`;
  if (priority === 1) return sql`severity = 'critical' and ${onCritical}`;
  if (priority === 2) return sql`severity = 'critical' and not (${onCritical})`;
  if (priority === 3) return sql`severity = 'warning' and ${onCritical}`;
  return sql`(severity = 'normal' or (severity = 'warning' and not (${onCritical})))`;
}
