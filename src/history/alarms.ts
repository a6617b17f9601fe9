import type { Severity } from "../model/alarm";
import { type AlarmRow, alarmOfRow, alarmsAndMachines, findAlarm } from "./alarm_rows";
import { all, type Context, type Sql } from "./database";
import type { AlarmQuery, History } from "./history";

/** Open alarms that a board holds at most. */
const BOARD_OPEN = 200;
const WORST_FIRST: readonly Severity[] = ["critical", "warning", "normal"];

type Questions = Pick<History["alarms"], "find" | "list" | "count" | "totals" | "board">;

/** Questions about alarms. */
export function alarmQueries({ database: { read } }: Context): Questions {
  async function list({ limit, offset = 0, ...query }: AlarmQuery) {
    const rows = await read<AlarmRow[]>`
      ${alarmsAndMachines(read)} where ${matching(read, query)}
      order by opened_at desc, alarms.key desc limit ${limit} offset ${offset}`;
    return rows.map(alarmOfRow);
  }

  async function count(query: Omit<AlarmQuery, "limit" | "offset">) {
    const [row] = await read<{ count: number }[]>`
      select count(*) as count from alarms where ${matching(read, query)}`;
    return Number(row?.count ?? 0);
  }

  async function totals() {
    const rows = await read<{ machine_id: string | null; count: number }[]>`
      select machine_id, count(*) as count from alarms group by machine_id`;
    return new Map(rows.map(({ machine_id, count }) => [machine_id ?? "", Number(count)]));
  }

  async function board(fill: number, machineIds?: readonly string[]) {
    const rows: AlarmRow[] = [];
    for (const severity of WORST_FIRST) {
      rows.push(
        ...(await newest(
          read,
          { machineIds, severity },
          read`state <> 'resolved'`,
          BOARD_OPEN - rows.length,
        )),
      );
    }
    if (rows.length < fill) {
      rows.push(...(await newest(read, { machineIds }, read`state = 'resolved'`, fill - rows.length)));
    }
    return rows.sort(newestFirst).map(alarmOfRow);
  }

  return { find: (id) => findAlarm(read, id), list, count, totals, board };
}

function newest(sql: Sql, query: Partial<AlarmQuery>, open: Bun.SQL.Query<unknown>, limit: number) {
  return sql<AlarmRow[]>`
    ${alarmsAndMachines(sql)} where ${open} and ${matching(sql, query)}
    order by opened_at desc, alarms.key desc limit ${limit}`;
}

function newestFirst(a: AlarmRow, b: AlarmRow): number {
  return Number(b.opened_at) - Number(a.opened_at) || Number(b.key) - Number(a.key);
}

/** An empty list of machines or states narrows nothing, like none given. */
function matching(sql: Sql, { machineIds = [], severity, states = [], from, to }: Partial<AlarmQuery>) {
  const conditions = [];
  if (machineIds.length > 0) conditions.push(sql`machine_id in ${sql([...machineIds])}`);
  if (severity) conditions.push(sql`severity = ${severity}`);
  if (states.length > 0) conditions.push(sql`state in ${sql([...states])}`);
  if (from !== undefined) conditions.push(sql`opened_at >= ${from}`);
  if (to !== undefined) conditions.push(sql`opened_at < ${to}`);
  return all(sql, conditions);
}
