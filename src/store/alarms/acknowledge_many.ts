import { type Acknowledgement, acknowledged } from "../../domain/alarm/life";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import { type AlarmRow, alarmOfRow, alarmsAndMachines, saveAnswers } from "./alarm_rows";
import { unacknowledgedOf } from "./alarms";
import { appendAudit } from "../audit/append";
import { answerEntry } from "./audited_alarm";
import type { By } from "../../people/actor";
import type { Context } from "../db/database";
import { putInOutbox } from "../events/outbox";
import { yieldToLoop } from "../../async/yield";
import type { AlarmStore, AlarmConditions } from "./alarm_store";

/** Alarms a transaction: few enough for the loop. */
const SOME_ALARMS = 200;

/** Acknowledges a flood of alarms in batches; each batch, its events and its audit entries are one transaction. */
export function acknowledgeMany(context: Context): Pick<AlarmStore, "acknowledgeBatch"> {
  const { write, dialect } = context.database;

  function acknowledgeBatch(
    query: AlarmConditions,
    asOf: number,
    answer: Acknowledgement,
    at: number,
    by?: By,
  ) {
    return write(async (tx) => {
      // Skip rows that somebody else is changing, or both could deadlock.
      const found = await tx<{ id: string }[]>`
        select id from alarms where ${unacknowledgedOf(tx, query)} and news < ${asOf}
        order by key limit ${SOME_ALARMS} ${tx.unsafe(dialect.forUpdateSkipLocked)}`;
      if (found.length === 0) return 0;
      const rows = await tx<AlarmRow[]>`
        ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
      await yieldToLoop();
      const before = rows.map(alarmOfRow);
      const changed = before.map((alarm) => acknowledged(alarm, answer, at));
      await saveAnswers(tx, context, changed);
      await yieldToLoop();
      await putInOutbox(tx, context, changed.map(updatedEvent));
      const answers = changed.map((after, index) => ({ before: before[index] ?? after, after }));
      const named = { action: "alarm.acknowledge", named: answer.by } as const;
      await appendAudit(
        tx,
        answers.map((answered) => answerEntry({ ...answered, ...named }, by)),
      );
      return changed.length;
    });
  }

  return { acknowledgeBatch };
}
