import { yieldToLoop } from "../../async/yield";
import { retired } from "../../domain/alarm/life";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { putInOutbox } from "../events/outbox";
import { type AlarmRow, alarmOfRow, alarmsAndMachines, saveAnswers } from "./alarm_rows";

/** Alarms between two yields to the loop. */
const SOME_ALARMS = 200;

/** Resolves the open alarms of a machine that is retired, with their events, inside a transaction. */
export async function retireAlarms(tx: Sql, context: Context, machineId: string, by: string | undefined) {
  const { dialect } = context.database;
  const at = context.now();
  for (;;) {
    const found = await tx<{ id: string }[]>`
      select id from alarms where machine_id = ${machineId} and state <> 'resolved'
      order by key limit ${SOME_ALARMS} ${forUpdate(tx, dialect)}`;
    if (found.length === 0) return;
    const rows = await tx<AlarmRow[]>`
      ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
    const changed = rows.map((row) => retired(alarmOfRow(row), by, at));
    await saveAnswers(tx, context, changed);
    await putInOutbox(tx, context, changed.map(updatedEvent));
    await yieldToLoop();
  }
}
