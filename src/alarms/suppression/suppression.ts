import type { Alarm } from "../../domain/alarm/alarm";
import type { Suppressed, SuppressionKind } from "../../domain/alarm/suppressed";
import type { WeeklySpan } from "../../domain/site/weekly";
import type { Span } from "./spans";

/**
 * The alarms of a machine, of a metric of it, or of an area call nobody: once, or at the same time every week. Times in
 * epoch milliseconds.
 */
export type Suppression = {
  id: string;
  kind: SuppressionKind;
  /** With neither it is about the alarms of no machine. */
  machine_id: string | null;
  area_id: string | null;
  /** Null: every metric. */
  metric: string | null;
  /** Null: every type; named where an alarm is about no metric, as a silence. */
  anomaly_type: string | null;
  /** Of that type only what `sourceOf` names so; null: all of it. */
  source: string | null;
  /** From when to when; a weekly one has its occurrences in between, without an end where `until` is null. */
  begins_at: number;
  until: number | null;
  weekly: WeeklySpan | null;
  /** The zone by whose clock the weekly times are. */
  timezone: string;
  reason: string | null;
  by: string | null;
  by_id: string | null;
  created_at: number;
  /** The end of the occurrence that somebody has ended early. */
  skipped_until: number | null;
  /** Since when it is in force, as that was recorded; null while it is not. */
  begun_at: number | null;
  ended_at: number | null;
  ended_by: string | null;
  ended_by_id: string | null;
};

/** What somebody asks for. */
export type NewSuppression = Pick<
  Suppression,
  "kind" | "machine_id" | "area_id" | "metric" | "anomaly_type" | "begins_at" | "until" | "weekly"
> &
  Pick<Suppression, "timezone" | "reason" | "by" | "by_id"> &
  Partial<Pick<Suppression, "source">>;

/** An alarm as suppressions see it. @param areas the ids of its machine's area and of those around it */
export type AlarmSubject = Pick<Alarm, "machine_id" | "metric" | "anomaly_type"> &
  Sourced & {
    areas: readonly string[];
  };

type Extent = Pick<Suppression, "machine_id" | "area_id" | "metric" | "anomaly_type" | "source">;
type Sourced = Pick<Alarm, "alert_key" | "alert_type" | "cause">;

/** The source that parts an alarm from others of its type: the key or kind of a system alert, the rule of a rule's; else null. */
export function sourceOf({ alert_key, alert_type, cause }: Sourced): string | null {
  return alert_key ?? alert_type ?? (cause?.kind === "rule" ? cause.rule_id : null);
}

/** Whether an alarm is one of those that a suppression is about, at whatever time. */
export function covers(suppression: Extent, subject: AlarmSubject): boolean {
  const { metric, anomaly_type, source } = suppression;
  if (metric !== null && metric !== subject.metric) return false;
  if (anomaly_type !== null && anomaly_type !== subject.anomaly_type) return false;
  if (source !== null && source !== sourceOf(subject)) return false;
  return coversMachine(suppression, subject);
}

function coversMachine(
  { machine_id, area_id }: Extent,
  { machine_id: id, areas }: Pick<AlarmSubject, "machine_id" | "areas">,
): boolean {
  if (area_id !== null) return areas.includes(area_id);
  return machine_id === id;
}

/** What an alarm says of a suppression that it is under, in one of its spans. */
export function suppressedBy({ id, kind, by, by_id }: Suppression, { to }: Span): Suppressed {
  return { id, kind, until: to, by, ...(by_id === null ? {} : { by_id }) };
}
