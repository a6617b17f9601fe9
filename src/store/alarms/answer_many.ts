import { type LifeEvent, next } from "../../alarms/life";
import { type ActKind, answeredOf } from "../../alarms/undo";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import type { Acknowledgement } from "../../domain/alarm/answer";
import { rememberActs, whoseOf } from "./acts";
import { type AlarmRow, alarmOfRow } from "./alarm_row";
import { alarmsAndMachines, saveAnswers } from "./alarm_rows";
import { unacknowledgedOf, unresolvedOf } from "./alarms";
import { appendAudit } from "../audit/append";
import { answerEntry } from "./audited_alarm";
import type { By } from "../../people/actor";
import type { Context, Sql } from "../db/database";
import { putInOutbox } from "../events/outbox";
import { acknowledgedFor } from "../site/acknowledged_for";
import { yieldToLoop } from "../../async/yield";
import type { AlarmStore, AlarmConditions } from "./alarm_store";

/** Alarms a transaction: few enough for the loop. */
const SOME_ALARMS = 200;

/** One answer to many alarms. */
type Many = {
  query: AlarmConditions;
  /** Alarms that are new since then are left out. */
  asOf: number;
  answer: Acknowledgement;
  at: number;
  by: By | undefined;
  action: "alarm.acknowledge" | "alarm.resolve";
  act: ActKind;
  chosen: typeof unacknowledgedOf;
  event(tx: Sql): Promise<LifeEvent> | LifeEvent;
};

/** Answers a flood of alarms in batches; each batch, its events and its audit entries are one transaction. */
export function answerMany(context: Context): Pick<AlarmStore, "acknowledgeBatch" | "resolveBatch"> {
  return {
    acknowledgeBatch(query, asOf, answer, at, by) {
      const event = async (tx: Sql) =>
        ({ kind: "acknowledged", answer, holds: await acknowledgedFor(tx) }) as const;
      const named = { action: "alarm.acknowledge", act: "acknowledged", chosen: unacknowledgedOf } as const;
      return answerBatch(context, { query, asOf, answer, at, by, event, ...named });
    },
    resolveBatch(query, asOf, answer, at, by) {
      const event = () => ({ kind: "resolved", answer }) as const;
      const named = { action: "alarm.resolve", act: "resolved", chosen: unresolvedOf } as const;
      return answerBatch(context, { query, asOf, answer, at, by, event, ...named });
    },
  };
}

/** @returns how many were answered; 0 when none is left */
function answerBatch(context: Context, { query, asOf, at, by, chosen, ...many }: Many): Promise<number> {
  const { write, dialect } = context.database;
  return write(async (tx) => {
    // Skip rows that somebody else is changing, or both could deadlock.
    const found = await tx<{ id: string }[]>`
      select id from alarms where ${chosen(tx, query)} and news < ${asOf}
      order by key limit ${SOME_ALARMS} ${tx.unsafe(dialect.forUpdateSkipLocked)}`;
    if (found.length === 0) return 0;
    const rows = await tx<AlarmRow[]>`
      ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
    await yieldToLoop();
    const event = await many.event(tx);
    const answers = rows.map(alarmOfRow).map((before) => {
      return { before, after: next(before, event, at).alarm ?? before };
    });
    const changed = answers.map(({ after }) => after);
    await saveAnswers(tx, context, changed);
    await yieldToLoop();
    const [act, whose] = [many.act, whoseOf(by, many.answer.by)];
    await rememberActs(
      tx,
      context,
      answers.map(({ before }) => ({
        id: before.id,
        act: { kind: act, at, whose, before: answeredOf(before) },
      })),
    );
    await putInOutbox(tx, context, changed.map(updatedEvent));
    const named = { action: many.action, named: many.answer.by };
    await appendAudit(
      tx,
      answers.map((answered) => answerEntry({ ...answered, ...named }, by)),
    );
    return changed.length;
  });
}
