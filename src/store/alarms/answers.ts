import { type LifeEvent, next, type Refusal } from "../../alarms/life";
import { type ActKind, answeredOf } from "../../alarms/undo";
import type { Alarm } from "../../domain/alarm/alarm";
import { updatedEvent } from "../../domain/alarm/alarm_event";
import type { Acknowledgement, Assignee } from "../../domain/alarm/answer";
import type { AuditAction } from "../../domain/audit/actions";
import type { AnomalyUpdated } from "../../domain/event";
import type { By } from "../../people/actor";
import { appendAudit } from "../audit/append";
import type { Context, Sql } from "../db/database";
import { Conflict } from "../errors";
import { putInOutbox } from "../events/outbox";
import { acknowledgedFor } from "../site/acknowledged_for";
import { forgetAct, lastAct, rememberActs, whoseOf } from "./acts";
import { changeAlarm, lockAlarm, renumberAsNew } from "./alarm_rows";
import type { AlarmStore } from "./alarm_store";
import { answerEntry } from "./audited_alarm";
import { anotherStands } from "./another_stands";

type Answers = Pick<AlarmStore, "acknowledge" | "resolve" | "falseAlarm" | "undo" | "raise" | "assign">;
type Said = Partial<Acknowledgement>;

/** An answer: what happens to the alarm by it, and what its event and its audit entry say of it. */
type Answer = {
  event(tx: Sql, alarm: Alarm): Promise<LifeEvent> | LifeEvent;
  action: Extract<AuditAction, `alarm.${string}`>;
  /** The act that can be taken back. */
  act?: ActKind;
  /** Further fields of the event, which name who acts where the alarm does not. */
  more?: Partial<AnomalyUpdated>;
  said: Said;
  at: number;
  by: By | undefined;
};

/** A person's answers to an alarm; each, its event and its audit entry are one transaction. */
export function alarmAnswers(context: Context): Answers {
  const acting = ({ by, by_id }: Said) => ({ by: by ?? null, ...(by_id === undefined ? {} : { by_id }) });

  return {
    acknowledge(id: string, answer: Acknowledgement, at: number, by?: By) {
      const event = async (tx: Sql) =>
        ({ kind: "acknowledged", answer, holds: await acknowledgedFor(tx) }) as const;
      const named = { action: "alarm.acknowledge", act: "acknowledged" } as const;
      return change(context, id, { event, ...named, said: answer, at, by });
    },
    resolve(id: string, answer: Said, at: number, by?: By) {
      const event = () => ({ kind: "resolved", answer }) as const;
      const named = { action: "alarm.resolve", act: "resolved" } as const;
      return change(context, id, { event, ...named, said: answer, at, by });
    },
    falseAlarm(id: string, answer: Acknowledgement, at: number, by?: By) {
      const event = () => ({ kind: "false_alarm", answer }) as const;
      const named = { action: "alarm.false_alarm", act: "false_alarm" } as const;
      return change(context, id, { event, ...named, said: answer, at, by, more: { false_alarm: true } });
    },
    undo(id: string, said: Said, at: number, by?: By) {
      const whose = whoseOf(by, said.by);
      const event = async (tx: Sql, alarm: Alarm) =>
        ({ kind: "undone", act: await lastAct(tx, alarm.id), whose }) as const;
      const more = { undone: true, ...acting(said) };
      return change(context, id, { event, action: "alarm.undo", said, at, by, more });
    },
    raise(id: string, said: Said, at: number, by?: By) {
      const event = () => ({ kind: "raised" }) as const;
      return change(context, id, { event, action: "alarm.raise", said, at, by, more: acting(said) });
    },
    assign(id: string, to: Assignee | null, said: Said, at: number, by?: By) {
      const event = () => ({ kind: "assigned", to }) as const;
      const named = { action: "alarm.assign", act: "assigned" } as const;
      return change(context, id, { event, ...named, said, at, by, more: acting(said) });
    },
  };
}

/** @throws {Conflict} when the life of the alarm does not allow it */
function change(context: Context, id: string, answer: Answer): Promise<Alarm | undefined> {
  const { action, act, more, said, at, by } = answer;
  return context.database.write(async (tx) => {
    const alarm = await lockAlarm(tx, context, id);
    if (!alarm) return undefined;
    const after = next(alarm, await answer.event(tx, alarm), at);
    if (after.alarm === undefined) throw new Conflict(REFUSED[after.refused](alarm.id));
    const { alarm: changed, raised } = after;
    if (changed === alarm) return alarm;
    if (action === "alarm.undo" && (await anotherStands(tx, alarm, changed)))
      throw new Conflict(ANOTHER_STANDS);
    await changeAlarm(tx, context, changed);
    if (raised) await renumberAsNew(tx, context, alarm.id);
    if (act) {
      const last = { kind: act, at, whose: whoseOf(by, said.by), before: answeredOf(alarm) };
      await rememberActs(tx, context, [{ id: alarm.id, act: last }]);
    } else await forgetAct(tx, alarm.id);
    await putInOutbox(tx, context, [{ ...updatedEvent(changed), ...more, ...(raised ? { raised } : {}) }]);
    await appendAudit(tx, answerEntry({ action, before: alarm, after: changed, named: said.by }, by));
    return changed;
  });
}

const REFUSED: Record<Refusal, (id: string) => string> = {
  resolved: (id) => `Cannot change alarm ${id}: it is resolved`,
  no_finding: (id) => `Cannot raise alarm ${id}: it is an alarm already`,
  nothing_to_undo: () => "Cannot undo: nobody has answered this alarm in the last 10 s",
  not_theirs: () => "Cannot undo: somebody else was the last to answer this alarm",
  too_late: () => "Cannot undo: an answer can be taken back for 10 s only",
  changed_since: () => "Cannot undo: the alarm has changed since",
};
const ANOTHER_STANDS =
  "Cannot undo: it is still so, and a new alarm of this machine has opened for it since; answer that one";
