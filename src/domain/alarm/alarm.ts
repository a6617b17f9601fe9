import { z } from "zod";
import type { Cause } from "./cause";
import type { Suppressed } from "./suppressed";

export const SEVERITIES = ["normal", "warning", "critical"] as const;
export const severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severity>;

/** A `finding` tells of the past: nobody is called, and it is no open alarm. */
export const ALARM_STATES = ["new", "acknowledged", "cleared", "resolved", "finding"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** How soon somebody must act: 1 is the most urgent. `src/alarms/priority.ts` says which alarm has which. */
export type Priority = 1 | 2 | 3 | 4;

/**
 * The source of an alarm: our live monitor, a detect call, a person, or another program on the event bus; of a
 * system alert that stands: Andon itself (`system`) or another program (`external`).
 */
export const ALARM_ORIGINS = ["live", "detect", "manual", "foreign", "system", "external"] as const;
export type AlarmOrigin = (typeof ALARM_ORIGINS)[number];

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
  /** A sentence in English, for other programs: worded from the cause when it is stored, or as its sender gave it. */
  reason: string | null;
  /** Why it is; absent in alarms of other programs, by hand and of before, which have a reason at most. */
  cause?: Cause | null;
  /** The metrics that add most to the score, the largest share first; absent when unknown. */
  contributors?: Contributor[] | null;
  origin: AlarmOrigin;
  /** The alarm that it is a consequence of, the first-out of its group; absent when it follows none. */
  follows_id?: string | null;
  /** By its severity and its machine; absent when it is not known. */
  priority?: Priority;
  /** How often it came back while it was this one alarm; absent when it never did. */
  repeats?: number | null;
  /** Of one that chatters: how often it opened within 10 min, as of the last time; absent when it does not. */
  chattering?: number | null;
  /** The id under which the monitor knows the episode since it came back; absent when that is its own. */
  episode_id?: string | null;
  opened_at: number;
  updated_at: number;
  cleared_at: number | null;
  resolved_at: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  /** The id of the person, token or screen that `acknowledged_by` names; absent when the name was only given. */
  acknowledged_by_id?: string | null;
  /** As `acknowledged_by_id`, of `resolved_by`. */
  resolved_by_id?: string | null;
  /** When the acknowledgement is over, if the alarm still stands; absent or null when that does not end by itself. */
  acknowledged_until?: number | null;
  /** Who is to see to it; absent or null when nobody is named. */
  assigned_to?: string | null;
  /** As `acknowledged_by_id`, of `assigned_to`. */
  assigned_to_id?: string | null;
  /** Who resolved it; absent when nobody did, for instance when the machine returned to normal. */
  resolved_by?: string | null;
  /** It was resolved as a false alarm. */
  called_false?: boolean;
  note: string | null;
  /** Of a system alert: its kind, as its sender named it. */
  alert_type?: string;
  /** Of a system alert: what it is told again and cleared by; absent where its sender gives no key. */
  alert_key?: string | null;
  /** It calls nobody for a while; absent when it does. */
  suppressed?: Suppressed;
  /** In sentences, what was mended in the event of another program; absent when nothing was. */
  mended?: string[];
  /** Another program's, drawn before the database could take it; absent once it is recorded. */
  unrecorded?: true;
};

/** Ids of other programs that are safe in an address and in markup; any other is replaced by a new one. */
const PLAIN_ID = /^[\w-]{1,80}$/;
export const isPlainId = (id: string) => PLAIN_ID.test(id);

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

/** Whether an open alarm calls nobody for a while: no toast, no sound, and no place among those that are counted. */
export function isSuppressed(alarm: Pick<Alarm, "state" | "suppressed">): boolean {
  return alarm.suppressed !== undefined && isOpen(alarm);
}

/** The alarm as a finding of the past. */
export function asFinding(alarm: Alarm): Alarm {
  return { ...alarm, state: "finding" };
}

/** Whether another program has named a machine that nobody has registered. */
export function isOfUnknownMachine({ origin, machine_id, machine_name, machine_type }: Alarm): boolean {
  const isOthers = origin === "foreign" || origin === "external";
  return isOthers && machine_type === null && (machine_id ?? machine_name) !== null;
}

/** Whether an alarm is a system alert that stands: no anomaly of a machine, and counted apart from those. */
export function isSystemAlarm({ origin }: Pick<Alarm, "origin">): boolean {
  return origin === "system" || origin === "external";
}

/** The worse of two severities: the severity of an open alarm never goes down. */
export function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
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
      /** Null where no metric says it, as of a machine that was never heard. */
      metric: string | null;
      value: number | null;
      expected_value: number | null;
      deviation_percent: number | null;
      deviation_sd: number | null;
      score: number;
      /** Replaces that of the alarm; without it a cause about another metric is dropped. */
      cause?: Cause;
      contributors?: Contributor[];
      /** Another metric became abnormal, which nobody who acknowledged the alarm has seen. */
      joined?: true;
    }
  | {
      kind: "cleared";
      anomaly_id: string;
      at: number;
      /** A person has closed it, or taken that back: nothing is left to say of it, only the machine's state to be saved. */
      known?: true;
    };
