import type { Alarm, AlarmState } from "../domain/alarm/alarm";
import type { Next } from "./life";

/** So long somebody may take back what they have just done. */
export const UNDO_WITHIN_MS = 10_000;

/** The acts that can be taken back. */
export const ACTS = ["acknowledged", "resolved", "false_alarm", "assigned"] as const;
export type ActKind = (typeof ACTS)[number];

/** The last act on an alarm: whose it was, and the fields that answers change, as they were before it. */
export type Act = { kind: ActKind; at: number; whose: string; before: Answered };

const ANSWERED = [
  "state",
  "acknowledged_at",
  "acknowledged_by",
  "acknowledged_by_id",
  "acknowledged_until",
  "resolved_by",
  "resolved_by_id",
  "called_false",
  "note",
] as const satisfies (keyof Alarm)[];
const ASSIGNED = ["assigned_to", "assigned_to_id"] as const satisfies (keyof Alarm)[];

/** What answers change of an alarm. */
export type Answered = Pick<Alarm, (typeof ANSWERED)[number] | (typeof ASSIGNED)[number]>;

/** The fields of an alarm as they are before an act. */
export function answeredOf(alarm: Alarm): Answered {
  return Object.fromEntries([...ANSWERED, ...ASSIGNED].map((name) => [name, alarm[name]])) as Answered;
}

/**
 * The alarm without its last act. What its machine has done since stays: one that was acknowledged and has cleared
 * meanwhile is cleared, and waits for somebody.
 */
export function undone(
  alarm: Alarm,
  { act, whose }: { act: Act | undefined; whose: string },
  now: number,
): Next {
  if (!act) return { refused: "nothing_to_undo" };
  if (act.whose !== whose) return { refused: "not_theirs" };
  if (now - act.at > UNDO_WITHIN_MS) return { refused: "too_late" };
  const state = stateBefore(alarm, act);
  if (state === undefined) return { refused: "changed_since" };
  if (act.kind === "assigned") return { alarm: { ...alarm, ...fieldsOf(act, ASSIGNED), updated_at: now } };
  const restored = { ...fieldsOf(act, ANSWERED), state, resolved_at: null, updated_at: now };
  return { alarm: { ...alarm, ...restored } };
}

/** The state without the act; undefined when something else has changed it since. */
function stateBefore(alarm: Alarm, { kind, at, before }: Act): AlarmState | undefined {
  const { state, acknowledged_at, cleared_at, resolved_at } = alarm;
  const closedIt = state === "resolved" && resolved_at === at;
  if (kind === "assigned") return state === "resolved" ? undefined : state;
  if (kind !== "acknowledged" || before.state !== "new") return closedIt ? before.state : undefined;
  if (acknowledged_at !== at) return undefined;
  if (state === "acknowledged") return "new";
  return state === "resolved" && resolved_at === cleared_at ? "cleared" : undefined;
}

/** An act that named nobody before leaves nobody named. */
function fieldsOf(
  { before }: Act,
  names: readonly (typeof ANSWERED | typeof ASSIGNED)[number][],
): Partial<Alarm> {
  return Object.fromEntries(
    names.map((name) => [name, before[name] ?? (name === "called_false" ? false : null)]),
  );
}
