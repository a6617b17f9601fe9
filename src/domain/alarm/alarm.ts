import { z } from "zod";
import { cut } from "../text";

export const SEVERITIES = ["normal", "warning", "critical"] as const;
export const severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severity>;

/** A `finding` tells of the past: nobody is called, and it is no open alarm. */
export const ALARM_STATES = ["new", "acknowledged", "cleared", "resolved", "finding"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** The source of an alarm: our live monitor, a detect call, a person, or another program on the event bus. */
export type AlarmOrigin = "live" | "detect" | "manual" | "foreign";

/**
 * The contribution of one metric to an alarm: `share` of the score, 0 to 1; deviation in per cent and in
 * standard deviations.
 */
export const contributor = z.object({
  metric: z.string().max(120),
  value: z.number(),
  expected_value: z.number(),
  /** Null when the expected value is zero: no percentage of zero is meaningful. */
  deviation_percent: z.number().nullable(),
  /** Null when no standard deviation was learned, for instance with a limit that somebody set. */
  deviation_sd: z.number().nullable(),
  share: z.number(),
});
export type Contributor = z.infer<typeof contributor>;

/**
 * One episode of an abnormal condition, called an anomaly on the wire. Times in epoch milliseconds; deviation
 * in per cent and in standard deviations; score as its detector gives it. Null means unknown, never 0.
 */
export type Alarm = {
  id: string;
  machine_id: string | null;
  machine_name: string | null;
  machine_type: string | null;
  state: AlarmState;
  severity: Severity;
  anomaly_type: string;
  metric: string | null;
  value: number | null;
  expected_value: number | null;
  unit: string | null;
  deviation_percent: number | null;
  deviation_sd: number | null;
  score: number | null;
  peak_score: number | null;
  detection_method: string | null;
  /** A sentence for people, when the detector or the sender gave one. */
  reason: string | null;
  /** The metrics that add most to the score, the largest share first; absent when unknown. */
  contributors?: Contributor[] | null;
  origin: AlarmOrigin;
  opened_at: number;
  updated_at: number;
  cleared_at: number | null;
  resolved_at: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  /** Who resolved it; absent when nobody did, for instance when the machine returned to normal. */
  resolved_by?: string | null;
  /** It was resolved as a false alarm. */
  called_false?: boolean;
  note: string | null;
};

/** The life of an alarm that has only just opened. */
export const JUST_OPENED = {
  cleared_at: null,
  resolved_at: null,
  acknowledged_at: null,
  acknowledged_by: null,
  note: null,
} as const satisfies Partial<Alarm>;

/** The states that wait for somebody to acknowledge the alarm. */
export const UNACKNOWLEDGED = ["new", "cleared"] as const satisfies AlarmState[];

/** Whether an alarm still needs attention: a finding of the past does not. */
export function isOpen({ state }: Pick<Alarm, "state">): boolean {
  return state !== "resolved" && state !== "finding";
}

/** The alarm as a finding of the past. */
export function asFinding(alarm: Alarm): Alarm {
  return { ...alarm, state: "finding" };
}

/** The worse of two severities: the severity of an open alarm never goes down. */
export function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

export const NOTE_AT_MOST = 2000;
const NOTE_BREAK = " · ";

/** Who acknowledges an alarm, and their note. */
export const acknowledgement = z.strictObject({
  by: z.string().trim().min(1).max(80),
  note: z.string().trim().max(NOTE_AT_MOST).optional(),
});
export type Acknowledgement = z.infer<typeof acknowledgement>;

/** The alarm once somebody has acknowledged it, which resolves a cleared one or a finding. Times in epoch milliseconds. */
export function acknowledged(alarm: Alarm, { by, note }: Acknowledgement, at: number): Alarm {
  const state = alarm.state === "cleared" || alarm.state === "finding" ? "resolved" : "acknowledged";
  return {
    ...alarm,
    state,
    updated_at: at,
    acknowledged_at: at,
    acknowledged_by: by,
    note: joinNotes(alarm.note, note),
    resolved_at: state === "resolved" ? at : null,
    ...(state === "resolved" ? { resolved_by: by } : {}),
  };
}

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
export function resolved(alarm: Alarm, { by, note }: Partial<Acknowledgement>, at: number): Alarm {
  return {
    ...alarm,
    state: "resolved",
    updated_at: at,
    resolved_at: at,
    ...(by === undefined ? {} : { resolved_by: by }),
    note: joinNotes(alarm.note, note),
  };
}

/** The alarm once somebody has called it a false alarm: resolved, and acknowledged by the same person. */
export function calledFalse(alarm: Alarm, { by, note }: Acknowledgement, at: number): Alarm {
  return {
    ...resolved(alarm, { by, note }, at),
    called_false: true,
    acknowledged_at: alarm.acknowledged_at ?? at,
    acknowledged_by: alarm.acknowledged_by ?? by,
  };
}

/**
 * A change that a monitor found in the condition of a machine. `opened` carries the id of the episode, later
 * findings refer to it. Scores as the detector gives them; times in epoch milliseconds, of the reading, never
 * of a clock.
 */
export type Finding =
  /** An alarm, or a finding of the past: what was over, or too old to call anybody, when its readings arrived. */
  | { kind: "opened"; alarm: Alarm }
  | {
      kind: "worsened";
      anomaly_id: string;
      at: number;
      severity: Severity;
      metric: string;
      value: number;
      expected_value: number | null;
      deviation_percent: number | null;
      deviation_sd: number | null;
      score: number;
      /** Replaces the reason of the alarm; without it a reason about another metric is dropped. */
      reason?: string;
      contributors?: Contributor[];
      /** Another metric became abnormal, which nobody who acknowledged the alarm has seen. */
      joined?: true;
    }
  | { kind: "cleared"; anomaly_id: string; at: number };
