import { z } from "zod";
import type { Alarm, Severity } from "./alarm";
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

/** Who is to see to an alarm; without an id where the name was only given. */
export type Assignee = { name: string; id?: string };

/** How long an acknowledgement holds by severity, milliseconds; after that an alarm that still stands is new again. */
export type AcknowledgedFor = Readonly<Record<Severity, number>>;

/** The new note after the earlier one. When both do not fit, each keeps at least half of the room. */
export function joinNotes(before: string | null, note: string | undefined): string | null {
  if (!note || note === before) return before;
  if (!before) return note;
  const room = NOTE_AT_MOST - NOTE_BREAK.length;
  const kept = cut(before, Math.max(Math.ceil(room / 2), room - note.length));
  return cut(kept + NOTE_BREAK + note, NOTE_AT_MOST);
}

export const RETIRED_NOTE = "machine retired";

/** Whether an alarm ended because its machine was retired. */
export const isEndedByRetirement = ({ state, note }: Pick<Alarm, "state" | "note">) =>
  state === "resolved" && note !== null && note.split(NOTE_BREAK).at(-1) === RETIRED_NOTE;
