import { lifted } from "../../../alarms/suppression/phase";
import type { Span } from "../../../alarms/suppression/spans";
import { suppressedBy, type Suppression } from "../../../alarms/suppression/suppression";
import { yieldToLoop } from "../../../async/yield";
import type { Alarm } from "../../../domain/alarm/alarm";
import { updatedEvent } from "../../../domain/alarm/alarm_event";
import type { AnomalyUpdated } from "../../../domain/event";
import { all, type Context, type Sql } from "../../db/database";
import { forUpdate } from "../../db/dialect";
import { putInOutbox } from "../../events/outbox";
import { type AlarmRow, alarmOfRow } from "../alarm_row";
import { alarmsAndMachines, changeAlarm, renumberAsNew } from "../alarm_rows";
import { machinesWithin, suppressionOf } from "./suppression_of";

/** Alarms between two yields to the loop. */
const SOME_ALARMS = 200;

/**
 * Suppresses the open alarms that a suppression is about, with their events, inside a transaction.
 * @returns how many
 */
export async function suppressAlarms(
  tx: Sql,
  context: Context,
  suppression: Suppression,
  span: Span,
): Promise<number> {
  const suppressed = suppressedBy(suppression, span);
  const at = context.now();
  const { area_id } = suppression;
  const machineIds = area_id === null ? undefined : await machinesWithin(tx, area_id);
  const isAbout = tx`suppressed is null and ${isOneOf(tx, suppression, machineIds)}`;
  return changeAll(tx, context, isAbout, async (alarm) => {
    const changed = { ...alarm, suppressed, updated_at: at };
    return { alarm: changed, event: updatedEvent(changed) };
  });
}

/** @param machineIds of the area, where it is about one. Nothing that is awaited may return this: it would run. */
function isOneOf(
  tx: Sql,
  { machine_id, metric, anomaly_type, source }: Suppression,
  machineIds: readonly string[] | undefined,
): Bun.SQL.Query<unknown> {
  const conditions = [tx`state <> 'finding'`];
  if (machineIds)
    conditions.push(machineIds.length === 0 ? tx`1 = 0` : tx`machine_id in ${tx([...machineIds])}`);
  else conditions.push(machine_id === null ? tx`machine_id is null` : tx`machine_id = ${machine_id}`);
  if (metric !== null) conditions.push(tx`metric = ${metric}`);
  if (anomaly_type !== null) conditions.push(tx`anomaly_type = ${anomaly_type}`);
  if (source !== null)
    conditions.push(
      tx`(coalesce(alert_key, alert_type) = ${source}
        or alert_type is null and cause like ${`%"rule_id":${JSON.stringify(source)}%`})`,
    );
  return all(tx, conditions);
}

/**
 * Ends what a suppression did to alarms, with their events, inside a transaction: those that another one is about stay
 * suppressed by that, the others are judged anew.
 * @param begunAt when it came into force; epoch milliseconds
 */
export async function liftAlarms(tx: Sql, context: Context, id: string, begunAt: number): Promise<number> {
  const at = context.now();
  return changeAll(tx, context, tx`suppressed like ${`%"${id}"%`}`, async (alarm) => {
    const other = await suppressionOf(tx, alarm, at);
    if (other?.id === id) throw new Error(`Cannot lift the suppression ${id}: it is still in force`);
    if (other) {
      const changed = { ...alarm, suppressed: other, updated_at: at };
      return { alarm: changed, event: updatedEvent(changed) };
    }
    const { alarm: changed, raised } = lifted(alarm, begunAt, at);
    return { alarm: changed, event: { ...updatedEvent(changed), ...(raised ? { raised } : {}) } };
  });
}

type Changed = { alarm: Alarm; event: AnomalyUpdated };

/** Changes every open alarm of a condition, which must not be so of it afterwards. */
async function changeAll(
  tx: Sql,
  context: Context,
  condition: Bun.SQL.Query<unknown>,
  change: (alarm: Alarm) => Promise<Changed>,
): Promise<number> {
  for (let count = 0; ;) {
    const found = await tx<{ id: string }[]>`
      select id from alarms where state <> 'resolved' and ${condition} order by key limit ${SOME_ALARMS}
      ${forUpdate(tx, context.database.dialect)}`;
    if (found.length === 0) return count;
    const rows = await tx<AlarmRow[]>`
      ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
    const events: AnomalyUpdated[] = [];
    for (const row of rows) {
      const { alarm, event } = await change(alarmOfRow(row));
      await changeAlarm(tx, context, alarm);
      if (event.raised) await renumberAsNew(tx, context, alarm.id);
      events.push(event);
    }
    await putInOutbox(tx, context, events);
    count += rows.length;
    await yieldToLoop();
  }
}
