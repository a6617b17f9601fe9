import { z } from "zod";
import { ALARM_STATES, severity } from "./alarm/alarm";
import type { Cause } from "./alarm/cause";
import { callUpdated } from "./call/call_updated";
import type { Cursor } from "./cursor";
import { envelope, maybeNumber, maybeText, time } from "./event_fields";

const anomalyDetected = z.looseObject({
  ...envelope,
  event_type: z.literal("anomaly_detected"),
  anomaly_id: maybeText,
  machine_id: maybeText,
  machine_name: maybeText,
  metric: maybeText,
  value: maybeNumber,
  expected_value: maybeNumber,
  unit: maybeText,
  anomaly_score: maybeNumber,
  severity,
  anomaly_type: maybeText,
  deviation_percent: maybeNumber,
  detection_method: maybeText,
  reason: maybeText,
  /** Our own field: it tells of the past, and is no open alarm. */
  finding: z.boolean().optional(),
  timestamp: time,
});

const anomalyUpdated = z.looseObject({
  ...envelope,
  event_type: z.literal("anomaly_updated"),
  anomaly_id: z.string().max(80),
  machine_id: maybeText,
  state: z.enum(ALARM_STATES),
  severity,
  metric: maybeText,
  value: maybeNumber,
  anomaly_score: maybeNumber,
  peak_score: maybeNumber,
  by: maybeText,
  note: maybeText,
  /** Our own field: the alarm has become worse than anybody has seen it. */
  raised: z.boolean().optional(),
  /** Our own field: the alarm was resolved as a false alarm. */
  false_alarm: z.boolean().optional(),
  /** Our own field: somebody took back what they had just done. */
  undone: z.boolean().optional(),
  timestamp: time,
});

export const metricUpdated = z.looseObject({
  ...envelope,
  event_type: z.literal("metric_updated"),
  machine_id: maybeText,
  metric: maybeText,
  value: maybeNumber,
  unit: maybeText,
  timestamp: time,
  /** Our own fields: the operating mode, and the band in which this value would be normal. */
  mode: maybeText,
  low: maybeNumber,
  high: maybeNumber,
  /** Since when the values of the series have been outside that band, once that has lasted for ten minutes. */
  outside_since: maybeText,
  /** Whether nothing tells yet what is outside all that was learned: the machine is not judged as others are. */
  range_unknown: z.boolean().nullish(),
  simulated: z.boolean().optional(),
  /** Our own fields of a value that is not good: why, what was sent, and since when the series has no good one. */
  quality: maybeText,
  sent: maybeText,
  since: maybeText,
  /** Learning progress of this machine, 0 to 1. */
  learned: z.number().optional(),
});

const trainingStarted = z.looseObject({
  ...envelope,
  event_type: z.literal("training_started"),
  job_id: z.string().max(80),
  machine_id: maybeText,
  model_type: maybeText,
});

const trainingProgress = z.looseObject({
  ...envelope,
  event_type: z.literal("training_progress"),
  job_id: z.string().max(80),
  progress_pct: z.number().min(0).max(100),
  status: maybeText,
  message: maybeText,
});

const trainingCompleted = z.looseObject({
  ...envelope,
  event_type: z.literal("training_completed"),
  job_id: z.string().max(80),
  status: z.enum(["completed", "failed"]),
  metrics: z.record(z.string(), z.unknown()).nullish(),
  error_message: maybeText,
});

const systemAlert = z.looseObject({
  ...envelope,
  event_type: z.literal("system_alert"),
  alert_type: z.string().max(200),
  severity: z.enum(["info", "normal", "warning", "critical"]),
  message: z.string().max(4000),
  details: z.record(z.string(), z.unknown()).nullish(),
  machine_id: maybeText,
  /** What an alert is told again and cleared by: one open alarm each. */
  alert_key: z.string().max(200).nullish(),
  /** As sent: "cleared" ends the alarm. As recorded: the state of the alarm that it belongs to. */
  state: maybeText,
  /** Our own field: the alarm that it belongs to. */
  anomaly_id: maybeText,
});

export const factoryEvent = z.discriminatedUnion("event_type", [
  anomalyDetected,
  anomalyUpdated,
  metricUpdated,
  trainingStarted,
  trainingProgress,
  trainingCompleted,
  systemAlert,
  callUpdated,
]);

/** Something that screens and programs should know. Times are ISO 8601. */
export type FactoryEvent = z.infer<typeof factoryEvent>;
export type EventType = FactoryEvent["event_type"];
export type AnomalyDetected = z.infer<typeof anomalyDetected>;
export type AnomalyUpdated = z.infer<typeof anomalyUpdated>;
export type MetricUpdated = z.infer<typeof metricUpdated>;
export type SystemAlert = z.infer<typeof systemAlert>;

/** A system alert of our own before it is recorded: its message is made from its cause. */
export type CausedAlert = {
  event_type: "system_alert";
  alert_type: string;
  severity: SystemAlert["severity"];
  machine_id?: string;
  /** The same for every alert about one condition. */
  alert_key?: string;
  /** The condition is over. */
  state?: "cleared";
  /** Since when it is so, or when that was seen last; ISO 8601. */
  timestamp?: string;
  cause: Cause;
  details: Record<string, unknown>;
  message?: undefined;
};

/** Every event except a value: these are recorded, numbered, and sent again to a page that missed them. */
export type LoggedEvent = Exclude<FactoryEvent, MetricUpdated>;

/** A stored event. `event_id` protects against duplicates. */
export type RecordedEvent = LoggedEvent & { event_id: string; published_at: string };

/** A recorded event with its position in the log. A page catches up from `id`. */
export type AnnouncedEvent = RecordedEvent & { id: Cursor };

/** The Redis channel of each event type. External programs subscribe to these names. */
export const CHANNELS = {
  anomaly_detected: "anomaly.detected",
  anomaly_updated: "anomaly.updated",
  metric_updated: "metric.updated",
  training_started: "training.started",
  training_progress: "training.progress",
  training_completed: "training.completed",
  system_alert: "system.alert",
  call_updated: "call.updated",
} as const satisfies Record<EventType, string>;

/**
 * When an event was recorded, epoch milliseconds: the time in its id (UUIDv7), because a sender may lie in
 * `published_at`.
 */
export function recordedAt({
  event_id,
  published_at,
}: Pick<RecordedEvent, "event_id" | "published_at">): number {
  const time = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(event_id);
  return time ? Number.parseInt(`${time[1]}${time[2]}`, 16) : Date.parse(published_at) || 0;
}

/** The id of the machine that an event is about, or null when it names none. */
export function machineOf(event: FactoryEvent): string | null {
  return typeof event.machine_id === "string" ? event.machine_id : null;
}
