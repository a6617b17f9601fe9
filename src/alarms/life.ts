import type { Alarm } from "../domain/alarm/alarm";
import {
  type AcknowledgedFor,
  type Acknowledgement,
  type Assignee,
  joinNotes,
  RETIRED_NOTE,
} from "../domain/alarm/answer";
import { type Act, undone } from "./undo";
import { isWorseThanSeen, type Worsened, worsened } from "./worsening";

/** What happens to an alarm in its life: found in its machine, done by a person, or come with time. */
export type LifeEvent =
  /** The condition has changed, by a later reading. */
  | { kind: "worsened"; found: Worsened }
  /** Normal again by good values. */
  | { kind: "cleared" }
  /** Somebody has seen it. Without `holds` that does not end by itself. */
  | { kind: "acknowledged"; answer: Acknowledgement; holds?: AcknowledgedFor }
  /** Somebody has closed it, whatever the state of its machine. */
  | { kind: "resolved"; answer: Partial<Acknowledgement> }
  | { kind: "false_alarm"; answer: Acknowledgement }
  /** Its machine is in use no more. */
  | { kind: "retired"; answer: Pick<Partial<Acknowledgement>, "by" | "by_id"> }
  /** Somebody has made an alarm of a finding of the past. */
  | { kind: "raised" }
  /** Somebody is to see to it, or nobody any more. */
  | { kind: "assigned"; to: Assignee | null }
  /** The time of its acknowledgement may be over. */
  | { kind: "expired" }
  /** Somebody takes back what they have just done. @param whose who it is */
  | { kind: "undone"; act: Act | undefined; whose: string };

/** Why something cannot be done with an alarm. */
export type Refusal =
  "resolved" | "no_finding" | "nothing_to_undo" | "not_theirs" | "too_late" | "changed_since";

/** The alarm after an event, the same object when nothing changes; or why a person's act is refused. */
export type Next =
  { alarm: Alarm; /** It calls people anew. */ raised?: true } | { alarm?: undefined; refused: Refusal };

/**
 * The life cycle of an alarm (ISA-18.2, IEC 62682). Only people and good values end one. The store makes what
 * this says, and nothing else, of a row.
 * @param now epoch milliseconds: of the reading where a finding says something, else of the clock
 */
export function next(alarm: Alarm, event: LifeEvent, now: number): Next {
  switch (event.kind) {
    case "worsened":
      return isActive(alarm)
        ? { alarm: worsened(alarm, event.found, now), ...raisedIf(isWorseThanSeen(alarm, event.found)) }
        : { alarm };
    case "cleared":
      return { alarm: isActive(alarm) ? cleared(alarm, now) : alarm };
    case "expired":
      return isOutOfTime(alarm, now)
        ? { alarm: { ...alarm, state: "new", acknowledged_until: null, updated_at: now }, raised: true }
        : { alarm };
    case "retired":
      return { alarm: isOver(alarm) ? alarm : retired(alarm, event.answer, now) };
    default:
      return isOver(alarm) && event.kind !== "undone" ? { refused: "resolved" } : acted(alarm, event, now);
  }
}

type Acted = Exclude<LifeEvent, { kind: "worsened" | "cleared" | "expired" | "retired" }>;

/** What a person does with an alarm that is not over, or takes back. */
function acted(alarm: Alarm, event: Acted, now: number): Next {
  switch (event.kind) {
    case "acknowledged":
      return { alarm: alarm.state === "acknowledged" ? alarm : acknowledged(alarm, event, now) };
    case "resolved":
      return { alarm: resolved(alarm, event.answer, now) };
    case "false_alarm":
      // That acknowledges nothing: who did so before is kept.
      return { alarm: { ...resolved(alarm, event.answer, now), called_false: true } };
    case "raised":
      return alarm.state === "finding"
        ? { alarm: { ...alarm, state: "new", updated_at: now }, raised: true }
        : { refused: "no_finding" };
    case "assigned":
      return { alarm: assigned(alarm, event.to, now) };
    case "undone":
      return undone(alarm, event, now);
  }
}

const isActive = ({ state }: Alarm) => state === "new" || state === "acknowledged";
const isOver = ({ state }: Alarm) => state === "resolved";
const raisedIf = (is: boolean): { raised?: true } => (is ? { raised: true } : {});

function isOutOfTime({ state, acknowledged_until: until }: Alarm, now: number): boolean {
  return state === "acknowledged" && until != null && until <= now;
}

/** Once its machine has returned to normal, which resolves an acknowledged one. */
function cleared(alarm: Alarm, at: number): Alarm {
  const state = alarm.state === "acknowledged" ? "resolved" : "cleared";
  const over = { updated_at: at, cleared_at: at, resolved_at: state === "resolved" ? at : null };
  return { ...alarm, state, ...over, ...withoutTime(alarm) };
}

/** Once somebody has acknowledged it, which resolves a cleared one or a finding. */
function acknowledged(alarm: Alarm, { answer, holds }: Acted & { kind: "acknowledged" }, at: number): Alarm {
  const { by, by_id, note } = answer;
  const state = alarm.state === "cleared" || alarm.state === "finding" ? "resolved" : "acknowledged";
  const until = holds && state === "acknowledged" ? { acknowledged_until: at + holds[alarm.severity] } : {};
  return {
    ...alarm,
    state,
    updated_at: at,
    acknowledged_at: at,
    acknowledged_by: by,
    // Somebody else may have done so before, whose time is over.
    ...(by_id === undefined && alarm.acknowledged_by_id == null ? {} : { acknowledged_by_id: by_id ?? null }),
    ...until,
    note: joinNotes(alarm.note, note),
    resolved_at: state === "resolved" ? at : null,
    ...(state === "resolved" ? resolver(by, by_id) : {}),
  };
}

const resolver = (by: string, by_id: string | undefined) =>
  by_id === undefined ? { resolved_by: by } : { resolved_by: by, resolved_by_id: by_id };

/** What is over needs no time any more in which to be seen to. */
const withoutTime = ({ acknowledged_until }: Alarm) =>
  acknowledged_until == null ? {} : { acknowledged_until: null };

/** Does not acknowledge it, and needs no name. */
function resolved(alarm: Alarm, { by, by_id, note }: Partial<Acknowledgement>, at: number): Alarm {
  return {
    ...alarm,
    state: "resolved",
    updated_at: at,
    resolved_at: at,
    ...(by === undefined ? {} : resolver(by, by_id)),
    ...withoutTime(alarm),
    note: joinNotes(alarm.note, note),
  };
}

function retired(alarm: Alarm, { by, by_id }: Partial<Acknowledgement>, at: number): Alarm {
  return resolved(alarm, { by, by_id, note: RETIRED_NOTE }, at);
}

function assigned(alarm: Alarm, to: Assignee | null, at: number): Alarm {
  const [name, id] = [to?.name ?? null, to?.id ?? null];
  if (name === (alarm.assigned_to ?? null) && id === (alarm.assigned_to_id ?? null)) return alarm;
  return { ...alarm, assigned_to: name, assigned_to_id: id, updated_at: at };
}
