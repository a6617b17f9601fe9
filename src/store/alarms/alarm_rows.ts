import { priorityOf } from "../../alarms/priority";
import { type Alarm, type Contributor, isOpen } from "../../domain/alarm/alarm";
import { causeIn } from "../../domain/alarm/cause";
import type { Suppressed } from "../../domain/alarm/suppressed";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { suppressionOf } from "./suppression/suppression_of";

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
  "acknowledged_until",
  "assigned_to",
  "assigned_to_id",
  "resolved_by",
  "resolved_by_id",
  "called_false",
  "note",
  "alert_type",
  "alert_key",
  "mended",
  "suppressed",
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

/** Columns whose field an alarm lacks where they are null. */
const OPTIONAL = [
  "acknowledged_by_id",
  "acknowledged_until",
  "assigned_to",
  "assigned_to_id",
  "resolved_by",
  "resolved_by_id",
  "alert_type",
  "alert_key",
  "follows_id",
  "repeats",
  "chattering",
  "episode_id",
] as const satisfies (keyof Alarm)[];
type Optional = (typeof OPTIONAL)[number];

/** The columns of an alarm. */
type Kept = Omit<Alarm, Folded | Optional> & { [Column in Optional]: NonNullable<Alarm[Column]> | null } & {
  cause: string | null;
  contributors: string | null;
  called_false: number;
  mended: string | null;
  suppressed: string | null;
};
type Folded = "priority" | "cause" | "contributors" | "called_false" | "mended" | "suppressed";

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
  const { cause, contributors, called_false, mended, suppressed, ...row } = kept;
  const known = cause === null ? undefined : causeIn(JSON.parse(cause));
  return {
    ...withoutAbsent(row),
    ...(row.acknowledged_until === null ? {} : { acknowledged_until: Number(row.acknowledged_until) }),
    ...(called_false === 0 ? {} : { called_false: true }),
    ...(known === undefined ? {} : { cause: known }),
    ...(contributors === null ? {} : { contributors: JSON.parse(contributors) as Contributor[] }),
    ...(mended === null ? {} : { mended: JSON.parse(mended) as string[] }),
    ...(suppressed === null ? {} : { suppressed: JSON.parse(suppressed) as Suppressed }),
    priority: priorityOf(row.severity, on_critical === 1),
    machine_name: known_name ?? row.machine_name,
    opened_at: Number(row.opened_at),
    updated_at: Number(row.updated_at),
    cleared_at: time(row.cleared_at),
    resolved_at: time(row.resolved_at),
    acknowledged_at: time(row.acknowledged_at),
  };
}

type Present<Row extends Record<Optional, unknown>> = Omit<Row, Optional> & {
  [Column in Optional]?: NonNullable<Row[Column]>;
};

function withoutAbsent<Row extends Record<Optional, unknown>>(row: Row): Present<Row> {
  const present: Partial<Row> = { ...row };
  for (const column of OPTIONAL) if (row[column] === null) delete present[column];
  return present as Present<Row>;
}

function keptOf({ cause, contributors, called_false, mended, ...alarm }: Alarm): Kept {
  const optional = Object.fromEntries(OPTIONAL.map((column) => [column, alarm[column] ?? null]));
  return {
    ...alarm,
    ...(optional as Pick<Kept, Optional>),
    cause: cause ? JSON.stringify(cause) : null,
    contributors: contributors ? JSON.stringify(contributors) : null,
    called_false: called_false ? 1 : 0,
    mended: mended?.length ? JSON.stringify(mended) : null,
    suppressed: alarm.suppressed ? JSON.stringify(alarm.suppressed) : null,
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

/**
 * Adds an alarm and returns it as stored: suppressed where its machine, metric or area is now. Undefined, and nothing
 * added, when its id exists.
 */
export async function addAlarm(tx: Sql, context: Context, alarm: Alarm): Promise<Alarm | undefined> {
  const { suppressed: _, ...said } = alarm;
  const [added] = await tx<{ has_suppressions: unknown }[]>`
    insert into alarms ${tx([context.database.dialect.row(keptOf(said))], ...COLUMNS)}
    on conflict (id) do nothing
    returning exists (select 1 from suppressions where ended_at is null) as has_suppressions`;
  if (!added) return undefined;
  const suppressed =
    added.has_suppressions && isOpen(said) ? await suppressionOf(tx, said, context.now()) : undefined;
  if (suppressed)
    await tx`update alarms set suppressed = ${JSON.stringify(suppressed)} where id = ${alarm.id}`;
  return findAlarm(tx, alarm.id);
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
      acknowledged_until = excluded.acknowledged_until,
      resolved_at = excluded.resolved_at, resolved_by = excluded.resolved_by`;
}
