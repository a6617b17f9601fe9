import { type Alarm, isOpen } from "../../domain/alarm/alarm";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { type AlarmRow, alarmOfRow, COLUMNS, keptOf } from "./alarm_row";
import { suppressionOf } from "./suppression/suppression_of";

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
