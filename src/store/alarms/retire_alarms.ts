import { yieldToLoop } from "../../async/yield";
import { next } from "../../alarms/life";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import { type AuditChange, byWhom } from "../audit/append";
import { answerEntry } from "./audited_alarm";
import type { By } from "../../people/actor";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { putInOutbox } from "../events/outbox";
import { type AlarmRow, alarmOfRow } from "./alarm_row";
import { alarmsAndMachines, saveAnswers } from "./alarm_rows";

/** Alarms between two yields to the loop. */
const SOME_ALARMS = 200;

/**
 * Resolves the open alarms of a machine that is retired, with their events, inside a transaction.
 * @param named the name that whoever retires it has given
 * @returns the audit entries of these alarms, still to be appended
 */
export async function retireAlarms(
  tx: Sql,
  context: Context,
  machineId: string,
  named: string | undefined,
  by: By | undefined,
): Promise<AuditChange[]> {
  const entries: AuditChange[] = [];
  const { dialect } = context.database;
  const at = context.now();
  const actor = byWhom(by).actor;
  const by_id = "id" in actor && actor.name === named ? actor.id : undefined;
  for (;;) {
    const found = await tx<{ id: string }[]>`
      select id from alarms where machine_id = ${machineId} and state <> 'resolved'
      order by key limit ${SOME_ALARMS} ${forUpdate(tx, dialect)}`;
    if (found.length === 0) return entries;
    const rows = await tx<AlarmRow[]>`
      ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
    const before = rows.map(alarmOfRow);
    const event = { kind: "retired", answer: { by: named, by_id } } as const;
    const changed = before.map((alarm) => next(alarm, event, at).alarm ?? alarm);
    await saveAnswers(tx, context, changed);
    await putInOutbox(tx, context, changed.map(updatedEvent));
    changed.forEach((after, index) => {
      const answered = { action: "alarm.resolve", before: before[index] ?? after, after, named } as const;
      entries.push(answerEntry(answered, by));
    });
    await yieldToLoop();
  }
}
