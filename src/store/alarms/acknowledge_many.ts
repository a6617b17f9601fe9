import { type Acknowledgement, acknowledged } from "../../domain/alarm/alarm";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import { type AlarmRow, alarmOfRow, alarmsAndMachines, saveAnswers } from "./alarm_rows";
import { unacknowledgedOf } from "./alarms";
import type { Context } from "../db/database";
import { putInOutbox } from "../events/outbox";
import { yieldToLoop } from "../../async/yield";
import type { AlarmStore } from "./alarm_store";
import type { AlarmFilter } from "./alarm_store";

/** Alarms that one transaction answers: few enough for the loop. */
const SOME_ALARMS = 200;

/** Answers a flood of alarms, some at a time. Each time is one transaction with the events that tell of it. */
export function acknowledgeMany(context: Context): Pick<AlarmStore, "acknowledgeBatch"> {
  const { write, dialect } = context.database;

  function acknowledgeBatch(query: AlarmFilter, asOf: number, answer: Acknowledgement, at: number) {
    return write(async (tx) => {
      // Whoever changes one of them meanwhile is not waited for, or both could wait for each other.
      const found = await tx<{ id: string }[]>`
        select id from alarms where ${unacknowledgedOf(tx, query)} and news < ${asOf}
        order by key limit ${SOME_ALARMS} ${tx.unsafe(dialect.forUpdateSkipLocked)}`;
      if (found.length === 0) return 0;
      const rows = await tx<AlarmRow[]>`
        ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
      await yieldToLoop();
      const changed = rows.map((row) => acknowledged(alarmOfRow(row), answer, at));
      await saveAnswers(tx, context, changed);
      await yieldToLoop();
      await putInOutbox(tx, context, changed.map(updatedEvent));
      return changed.length;
    });
  }

  return { acknowledgeBatch };
}
