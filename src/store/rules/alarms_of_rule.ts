import { yieldToLoop } from "../../async/yield";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import type { AnomalyUpdated } from "../../domain/event";
import { type AlarmRow, alarmOfRow, alarmsAndMachines, changeAlarm, lockAlarm } from "../alarms/alarm_rows";
import type { Context, Sql } from "../db/database";
import { putInOutbox } from "../events/outbox";
import { withReason } from "../reasons";

const YIELD_EVERY_ALARMS = 200;

/** Has the open alarms of a rule say that it is gone, inside the transaction that removes it. */
export async function markDeleted(tx: Sql, context: Context, ruleId: string, at: number): Promise<void> {
  const open = await tx<AlarmRow[]>`
    ${alarmsAndMachines(tx)} where detection_method = 'rule' and state not in ('resolved', 'finding')
    order by alarms.key`;
  const ids = open
    .map(alarmOfRow)
    .filter(({ cause }) => cause?.kind === "rule" && cause.rule_id === ruleId)
    .map(({ id }) => id);
  const events: AnomalyUpdated[] = [];
  for (const [index, id] of ids.entries()) {
    if (index % YIELD_EVERY_ALARMS === YIELD_EVERY_ALARMS - 1) await yieldToLoop();
    const alarm = await lockAlarm(tx, context, id);
    if (alarm?.cause?.kind !== "rule" || alarm.state === "resolved") continue;
    const changed = { ...alarm, cause: { ...alarm.cause, deleted: true as const }, updated_at: at };
    const worded = withReason(changed, context);
    await changeAlarm(tx, context, worded);
    events.push(updatedEvent(worded));
  }
  await putInOutbox(tx, context, events);
}
