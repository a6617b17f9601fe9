import { yieldToLoop } from "../../async/yield";
import type { Finding } from "../../domain/alarm/alarm";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import type { AnomalyUpdated } from "../../domain/event";
import { type AlarmRow, alarmOfRow } from "../alarms/alarm_row";
import { alarmsAndMachines, changeAlarm, lockAlarm } from "../alarms/alarm_rows";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { putInOutbox } from "../events/outbox";
import { withReason } from "../reasons";

const YIELD_EVERY_ALARMS = 200;

/**
 * The findings of a judge that may not have heard yet that a rule is gone: an alarm that such a rule opens says so too.
 * The rules are locked before any alarm, as where one is removed, so that neither waits for the other.
 */
export async function withDeletedRules(
  tx: Sql,
  { database }: Context,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const ids = [...new Set(findings.flatMap((finding) => ruleOf(finding)?.rule_id ?? []))];
  if (ids.length === 0) return findings;
  const rows = await tx<{ id: string }[]>`
    select id from rules where id in ${tx(ids)} order by id ${forUpdate(tx, database.dialect)}`;
  const known = new Set(rows.map(({ id }) => id));
  return findings.map((finding) => {
    const cause = ruleOf(finding);
    if (finding.kind !== "opened" || !cause || known.has(cause.rule_id)) return finding;
    return { ...finding, alarm: { ...finding.alarm, cause: { ...cause, deleted: true } } };
  });
}

/** The rule that opens an alarm. */
function ruleOf(finding: Finding) {
  const cause = finding.kind === "opened" ? finding.alarm.cause : undefined;
  return cause?.kind === "rule" ? cause : undefined;
}

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
