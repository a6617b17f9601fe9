import { priorityOf } from "../../alarms/priority";
import type { Alarm, Contributor } from "../../domain/alarm/alarm";
import { causeIn } from "../../domain/alarm/cause";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";

const COLUMNS = [
  "id",
  "machine_id",
  "machine_name",
  "state",
  "severity",
  "anomaly_type",
  "metric",
  "value",
  "expected_value",
  "unit",
  "deviation_percent",
  "deviation_sd",
  "score",
  "peak_score",
  "detection_method",
  "reason",
  "cause",
  "contributors",
  "origin",
  "opened_at",
  "updated_at",
  "cleared_at",
  "resolved_at",
  "acknowledged_at",
  "acknowledged_by",
  "acknowledged_by_id",
  "resolved_by",
  "resolved_by_id",
  "called_false",
  "note",
  "mended",
  "follows_id",
  "repeats",
  "chattering",
  "episode_id",
] as const satisfies (keyof Alarm)[];

/** `key` orders alarms of one instant by recording, `news` all alarms by when they last became new. */
export type AlarmRow = Kept & {
  key: number;
  news: number;
  known_name: string | null;
  on_critical: number | null;
  /** When it opened, as JSON; null when once. */
  openings: string | null;
};

/** The columns of an alarm. */
type Kept = Omit<Alarm, Folded> & {
  cause: string | null;
  contributors: string | null;
  acknowledged_by_id: string | null;
  resolved_by: string | null;
  resolved_by_id: string | null;
  called_false: number;
  mended: string | null;
  follows_id: string | null;
  repeats: number | null;
  chattering: number | null;
  episode_id: string | null;
};
type Folded =
  | "priority"
  | "follows_id"
  | "repeats"
  | "chattering"
  | "episode_id"
  | "cause"
  | "contributors"
  | "acknowledged_by_id"
  | "resolved_by"
  | "resolved_by_id"
  | "called_false"
  | "mended";

/** `select … from alarms left join machines`; the caller appends its conditions. */
export function alarmsAndMachines(sql: Sql): Bun.SQL.Query<unknown> {
  return sql`
    select alarms.*, machines.name as known_name, machines.type as machine_type,
      machines.is_critical as on_critical
    from alarms left join machines on machines.id = alarms.machine_id`;
}

/** Compares alarms newest first; those of one instant in the order of recording. */
export function newestFirst(a: AlarmRow, b: AlarmRow): number {
  return Number(b.opened_at) - Number(a.opened_at) || Number(b.key) - Number(a.key);
}

/** A known machine's alarm has the machine's present name; any other the name that was sent with it. */
export function alarmOfRow({
  key: _,
  news: __,
  openings: ___,
  known_name,
  on_critical,
  ...kept
}: AlarmRow): Alarm {
  const { cause, contributors, resolved_by, called_false, mended, ...rest } = kept;
  const { acknowledged_by_id, resolved_by_id, follows_id, repeats, chattering, episode_id, ...row } = rest;
  const known = cause === null ? undefined : causeIn(JSON.parse(cause));
  return {
    ...row,
    ...(acknowledged_by_id === null ? {} : { acknowledged_by_id }),
    ...(resolved_by === null ? {} : { resolved_by }),
    ...(resolved_by_id === null ? {} : { resolved_by_id }),
    ...(called_false === 0 ? {} : { called_false: true }),
    ...(known === undefined ? {} : { cause: known }),
    ...(contributors === null ? {} : { contributors: JSON.parse(contributors) as Contributor[] }),
    ...(mended === null ? {} : { mended: JSON.parse(mended) as string[] }),
    ...(follows_id === null ? {} : { follows_id }),
    ...(repeats === null ? {} : { repeats }),
    ...(chattering === null ? {} : { chattering }),
    ...(episode_id === null ? {} : { episode_id }),
    priority: priorityOf(row.severity, on_critical === 1),
    machine_name: known_name ?? row.machine_name,
    opened_at: Number(row.opened_at),
    updated_at: Number(row.updated_at),
    cleared_at: time(row.cleared_at),
    resolved_at: time(row.resolved_at),
    acknowledged_at: time(row.acknowledged_at),
  };
}

function keptOf({ cause, contributors, resolved_by = null, called_false, mended, ...alarm }: Alarm): Kept {
  return {
    ...alarm,
    cause: cause ? JSON.stringify(cause) : null,
    contributors: contributors ? JSON.stringify(contributors) : null,
    acknowledged_by_id: alarm.acknowledged_by_id ?? null,
    resolved_by,
    resolved_by_id: alarm.resolved_by_id ?? null,
    called_false: called_false ? 1 : 0,
    mended: mended?.length ? JSON.stringify(mended) : null,
    follows_id: alarm.follows_id ?? null,
    repeats: alarm.repeats ?? null,
    chattering: alarm.chattering ?? null,
    episode_id: alarm.episode_id ?? null,
  };
}

function time(at: number | null): number | null {
  return at === null ? null : Number(at);
}

/** Ids of our own have small letters; those of other programs are kept as they were sent. */
export async function findAlarm(sql: Sql, id: string): Promise<Alarm | undefined> {
  const [row] = await sql<AlarmRow[]>`
    ${alarmsAndMachines(sql)} where alarms.id in (${id}, ${id.toLowerCase()})
    order by case when alarms.id = ${id} then 0 else 1 end limit 1`;
  return row && alarmOfRow(row);
}

/** Reads an alarm and locks it until the end of the transaction. */
export async function lockAlarm(tx: Sql, { database }: Context, id: string): Promise<Alarm | undefined> {
  if (database.dialect.shared)
    await tx`select key from alarms where id in (${id}, ${id.toLowerCase()}) ${forUpdate(tx, database.dialect)}`;
  return findAlarm(tx, id);
}

/** Adds an alarm and returns it as stored; undefined, and nothing added, when its id exists. */
export async function addAlarm(tx: Sql, { database }: Context, alarm: Alarm): Promise<Alarm | undefined> {
  const added = await tx<unknown[]>`
    insert into alarms ${tx([database.dialect.row(keptOf(alarm))], ...COLUMNS)} on conflict (id) do nothing returning id`;
  return added.length > 0 ? findAlarm(tx, alarm.id) : undefined;
}

export async function changeAlarm(tx: Sql, { database }: Context, alarm: Alarm): Promise<void> {
  await tx`update alarms set ${tx(database.dialect.row(keptOf(alarm)), ...COLUMNS)} where id = ${alarm.id}`;
}

/** Numbers an alarm that got worse as if it were new now. A new alarm is numbered by the database. */
export async function renumberAsNew(tx: Sql, { database }: Context, id: string): Promise<void> {
  await tx`update alarms set news = ${tx.unsafe(database.dialect.commitOrder)} where id = ${id}`;
}

/** Saves the acknowledgement and resolution of locked alarms in one statement. */
export async function saveAnswers(tx: Sql, { database }: Context, alarms: readonly Alarm[]): Promise<void> {
  const rows = alarms.map((alarm) => database.dialect.row(keptOf(alarm)));
  await tx`
    insert into alarms ${tx(rows, ...COLUMNS)} on conflict (id) do update set
      state = excluded.state, updated_at = excluded.updated_at, note = excluded.note,
      acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by,
      acknowledged_by_id = excluded.acknowledged_by_id, resolved_by_id = excluded.resolved_by_id,
      resolved_at = excluded.resolved_at, resolved_by = excluded.resolved_by`;
}
