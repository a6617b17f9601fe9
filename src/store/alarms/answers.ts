import type { Alarm } from "../../domain/alarm/alarm";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import { acknowledged, type Acknowledgement, calledFalse, resolved } from "../../domain/alarm/life";
import type { AnomalyUpdated } from "../../domain/event";
import type { By } from "../../people/actor";
import { appendAudit } from "../audit/append";
import type { Context } from "../db/database";
import { Conflict } from "../errors";
import { putInOutbox } from "../events/outbox";
import { changeAlarm, lockAlarm } from "./alarm_rows";
import type { AlarmStore } from "./alarm_store";
import { answerEntry } from "./audited_alarm";

/** A person's answers to an alarm; each, its event and its audit entry are one transaction. */
export function alarmAnswers(context: Context): Pick<AlarmStore, "acknowledge" | "resolve" | "falseAlarm"> {
  function acknowledge(id: string, answer: Acknowledgement, at: number, by?: By) {
    const answered = (alarm: Alarm) =>
      alarm.state === "acknowledged" ? alarm : acknowledged(alarm, answer, at);
    return change(context, id, answered, { action: "alarm.acknowledge", named: answer.by, by });
  }

  function resolve(id: string, answer: Partial<Acknowledgement>, at: number, by?: By) {
    const entry = { action: "alarm.resolve", named: answer.by, by } as const;
    return change(context, id, (alarm) => resolved(alarm, answer, at), entry);
  }

  function falseAlarm(id: string, answer: Acknowledgement, at: number, by?: By) {
    const entry = { action: "alarm.false_alarm", named: answer.by, by } as const;
    return change(context, id, (alarm) => calledFalse(alarm, answer, at), entry, { false_alarm: true });
  }

  return { acknowledge, resolve, falseAlarm };
}

type Entry = Pick<Parameters<typeof answerEntry>[0], "action" | "named"> & { by: By | undefined };

/** @param more further fields of the event */
function change(
  context: Context,
  id: string,
  answer: (alarm: Alarm) => Alarm,
  { by, ...entry }: Entry,
  more: Partial<AnomalyUpdated> = {},
): Promise<Alarm | undefined> {
  return context.database.write(async (tx) => {
    const alarm = await lockAlarm(tx, context, id);
    if (!alarm) return undefined;
    if (alarm.state === "resolved") throw new Conflict(`Cannot change alarm ${id}: it is resolved`);
    const changed = answer(alarm);
    if (changed === alarm) return alarm;
    await changeAlarm(tx, context, changed);
    await putInOutbox(tx, context, [{ ...updatedEvent(changed), ...more }]);
    await appendAudit(tx, answerEntry({ ...entry, before: alarm, after: changed }, by));
    return changed;
  });
}
