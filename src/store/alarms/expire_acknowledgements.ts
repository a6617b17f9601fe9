import { next } from "../../alarms/life";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import { appendAudit } from "../audit/append";
import type { Context } from "../db/database";
import { putInOutbox } from "../events/outbox";
import { forgetOldActs, hasOldActs } from "./acts";
import { type AlarmRow, alarmOfRow } from "./alarm_row";
import { alarmsAndMachines, renumberAsNew, saveAnswers } from "./alarm_rows";
import type { AlarmStore } from "./alarm_store";
import { answerEntry } from "./audited_alarm";

/** Few enough that nobody is called by a whole flood at once. */
const TOGETHER = 50;

/**
 * Makes alarms new again that were acknowledged too long ago and still stand, as their rows say; a batch, its events and
 * its audit entries are one transaction.
 */
export function expireAcknowledgements(context: Context): Pick<AlarmStore, "expire"> {
  const { read, write, dialect } = context.database;

  async function expire(now: number) {
    // Most times there is nothing to do, and then nothing is written.
    if (await hasOldActs(read, now)) await write((tx) => forgetOldActs(tx, context, now));
    const due = await read<unknown[]>`
      select id from alarms where state = 'acknowledged' and acknowledged_until <= ${now} limit 1`;
    return due.length === 0 ? 0 : expireBatch(now);
  }

  function expireBatch(now: number) {
    return write(async (tx) => {
      const found = await tx<{ id: string }[]>`
        select id from alarms where state = 'acknowledged' and acknowledged_until <= ${now}
        order by acknowledged_until limit ${TOGETHER} ${tx.unsafe(dialect.forUpdateSkipLocked)}`;
      if (found.length === 0) return 0;
      const rows = await tx<AlarmRow[]>`
        ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
      const changes = rows.map(alarmOfRow).flatMap((before) => {
        const { alarm: after } = next(before, { kind: "expired" }, now);
        return after && after !== before ? [{ before, after }] : [];
      });
      const changed = changes.map(({ after }) => after);
      await saveAnswers(tx, context, changed);
      for (const { id } of changed) await renumberAsNew(tx, context, id);
      await putInOutbox(
        tx,
        context,
        changed.map((alarm) => ({ ...updatedEvent(alarm), raised: true })),
      );
      // Nobody did it: the time of somebody's acknowledgement is over.
      await appendAudit(
        tx,
        changes.map((change) => answerEntry({ action: "alarm.expire", ...change }, undefined)),
      );
      return changed.length;
    });
  }

  return { expire };
}
