import { z } from "zod";
import { cut } from "../text";

export const SEVERITIES = ["normal", "warning", "critical"] as const;
export const severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severity>;

export const ALARM_STATES = ["new", "acknowledged", "cleared", "resolved"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** Where an alarm came from: our own live judge, a detect call, a person, or another program on the bus. */
export type AlarmOrigin = "live" | "detect" | "manual" | "foreign";

/** One metric's part in an alarm. `share` of the score, 0 to 1; deviation in per cent and in sd of the normal. */
export const contributor = z.object({
  metric: z.string().max(120),
  value: z.number(),
  expected_value: z.number(),
  /** Null when nothing was expected: no share of zero is honest. */
  deviation_percent: z.number().nullable(),
  /** Null when nothing was learned to measure it by, as with a limit that somebody set. */
  deviation_sd: z.number().nullable(),
  share: z.number(),
});
export type Contributor = z.infer<typeof contributor>;

/**
 * One episode of something abnormal. Times in epoch milliseconds; deviation in per cent and in standard
 * deviations of the normal; score as its detector gives it. Null is "not known", never 0.
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
  /** A sentence a person reads at a glance, when the detector or sender gave one. */
  reason: string | null;
  /** The metrics that add most to the score, the largest share first; none known when absent. */
  contributors?: Contributor[] | null;
  origin: AlarmOrigin;
  opened_at: number;
  updated_at: number;
  cleared_at: number | null;
  resolved_at: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  /** Who closed it; absent when nobody did, for instance when its machine came back by itself. */
  resolved_by?: string | null;
  /** Whoever closed it said that it was none. */
  called_false?: boolean;
  note: string | null;
};

/** The states that wait for somebody to say that they have seen it. */
export const UNANSWERED = ["new", "cleared"] as const satisfies AlarmState[];

/** An alarm that still wants somebody's attention. */
export function isOpen(alarm: Pick<Alarm, "state">): boolean {
  return alarm.state !== "resolved";
}

/** The worse of two severities: while an alarm is open its severity never goes down. */
export function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

export const NOTE_AT_MOST = 2000;
const NOTE_BREAK = " · ";

/** What somebody says when answering an alarm. */
export const acknowledgement = z.strictObject({
  by: z.string().trim().min(1).max(80),
  note: z.string().trim().max(NOTE_AT_MOST).optional(),
});
export type Acknowledgement = z.infer<typeof acknowledgement>;

/** The alarm after somebody has seen it: a cleared one is thereby resolved. Times in epoch milliseconds. */
export function acknowledged(alarm: Alarm, { by, note }: Acknowledgement, at: number): Alarm {
  const state = alarm.state === "cleared" ? "resolved" : "acknowledged";
  return {
    ...alarm,
    state,
    updated_at: at,
    acknowledged_at: at,
    acknowledged_by: by,
    note: joined(alarm.note, note),
    resolved_at: state === "resolved" ? at : null,
    ...(state === "resolved" ? { resolved_by: by } : {}),
  };
}

/** What was noted before stays before what is added; of two that do not fit, each keeps at least half. */
function joined(before: string | null, note: string | undefined): string | null {
  if (!note || note === before) return before;
  if (!before) return note;
  const room = NOTE_AT_MOST - NOTE_BREAK.length;
  const kept = cut(before, Math.max(Math.ceil(room / 2), room - note.length));
  return cut(kept + NOTE_BREAK + note, NOTE_AT_MOST);
}

/** The alarm after its machine is back to normal: an acknowledged one is thereby resolved. */
export function cleared(alarm: Alarm, at: number): Alarm {
  const state = alarm.state === "acknowledged" ? "resolved" : "cleared";
  return { ...alarm, state, updated_at: at, cleared_at: at, resolved_at: state === "resolved" ? at : null };
}

/** The alarm after somebody closed it by hand, whatever its machine does. */
export function resolved(alarm: Alarm, { by, note }: Partial<Acknowledgement>, at: number): Alarm {
  return {
    ...alarm,
    state: "resolved",
    updated_at: at,
    resolved_at: at,
    ...(by === undefined ? {} : { resolved_by: by }),
    note: joined(alarm.note, note),
  };
}

/** The alarm after somebody has said that it was none: it is resolved, and they have seen it. */
export function calledFalse(alarm: Alarm, { by, note }: Acknowledgement, at: number): Alarm {
  return {
    ...resolved(alarm, { by, note }, at),
    called_false: true,
    acknowledged_at: alarm.acknowledged_at ?? at,
    acknowledged_by: alarm.acknowledged_by ?? by,
  };
}

/**
 * What the judge has to say about a machine. `opened` carries the id that the episode keeps; the later ones refer
 * to it. Scores as the detector gives them, times in epoch milliseconds (of the reading, never of a clock).
 */
export type Finding =
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
      /** Why, when the detector says so; without it a sentence about another metric no longer holds. */
      reason?: string;
      contributors?: Contributor[];
      /** Not more of the same: whoever has acknowledged the alarm has not seen this. */
      joined?: true;
    }
  | { kind: "cleared"; anomaly_id: string; at: number };
