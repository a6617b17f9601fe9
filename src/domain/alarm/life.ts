import { z } from "zod";
import type { Alarm } from "./alarm";
import { omittable } from "../lenient_schema";
import { cut } from "../text";

export const NOTE_AT_MOST = 2000;
const NOTE_BREAK = " · ";

/** Who acknowledges an alarm, and their note. */
export const acknowledgement = z.strictObject({
  by: z.string().trim().min(1).max(80),
  note: omittable(z.string().trim().max(NOTE_AT_MOST)),
});
/** `by_id`: the person, token or screen that this name is of; absent when the name was only given. */
export type Acknowledgement = z.infer<typeof acknowledgement> & { by_id?: string };

/** An acknowledgement as it is sent where the door may know who answers. */
export const answer = acknowledgement.extend({ by: omittable(acknowledgement.shape.by) });

/** The alarm once somebody has acknowledged it, which resolves a cleared one or a finding. Times in epoch milliseconds. */
export function acknowledged(alarm: Alarm, { by, by_id, note }: Acknowledgement, at: number): Alarm {
  const state = alarm.state === "cleared" || alarm.state === "finding" ? "resolved" : "acknowledged";
  return {
    ...alarm,
    state,
    updated_at: at,
    acknowledged_at: at,
    acknowledged_by: by,
    ...(by_id === undefined ? {} : { acknowledged_by_id: by_id }),
    note: joinNotes(alarm.note, note),
    resolved_at: state === "resolved" ? at : null,
    ...(state === "resolved" ? resolver(by, by_id) : {}),
  };
}

const resolver = (by: string, by_id: string | undefined) =>
  by_id === undefined ? { resolved_by: by } : { resolved_by: by, resolved_by_id: by_id };

/** The new note after the earlier one. When both do not fit, each keeps at least half of the room. */
function joinNotes(before: string | null, note: string | undefined): string | null {
  if (!note || note === before) return before;
  if (!before) return note;
  const room = NOTE_AT_MOST - NOTE_BREAK.length;
  const kept = cut(before, Math.max(Math.ceil(room / 2), room - note.length));
  return cut(kept + NOTE_BREAK + note, NOTE_AT_MOST);
}

/** The alarm once its machine has returned to normal, which resolves an acknowledged one. */
export function cleared(alarm: Alarm, at: number): Alarm {
  const state = alarm.state === "acknowledged" ? "resolved" : "cleared";
  return { ...alarm, state, updated_at: at, cleared_at: at, resolved_at: state === "resolved" ? at : null };
}

/** The alarm once somebody has resolved it by hand, whatever the state of its machine. */
export function resolved(alarm: Alarm, { by, by_id, note }: Partial<Acknowledgement>, at: number): Alarm {
  return {
    ...alarm,
    state: "resolved",
    updated_at: at,
    resolved_at: at,
    ...(by === undefined ? {} : resolver(by, by_id)),
    note: joinNotes(alarm.note, note),
  };
}

const RETIRED_NOTE = "machine retired";

/** The alarm once its machine was retired. @param who did, if they said so or are known */
export function retired(
  alarm: Alarm,
  who: Pick<Partial<Acknowledgement>, "by" | "by_id">,
  at: number,
): Alarm {
  return resolved(alarm, { ...who, note: RETIRED_NOTE }, at);
}

/** Whether an alarm ended because its machine was retired. */
export const isEndedByRetirement = ({ state, note }: Pick<Alarm, "state" | "note">) =>
  state === "resolved" && note !== null && note.split(NOTE_BREAK).at(-1) === RETIRED_NOTE;

/** The alarm once somebody has called it a false alarm. That acknowledges nothing: who did so before is kept. */
export function calledFalse(alarm: Alarm, { by, by_id, note }: Acknowledgement, at: number): Alarm {
  return { ...resolved(alarm, { by, by_id, note }, at), called_false: true };
}
