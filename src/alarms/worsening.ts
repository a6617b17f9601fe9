import { type Alarm, type Finding, worse } from "../domain/alarm/alarm";
import { unitOf } from "../domain/machine/metric";

export type Worsened = Extract<Finding, { kind: "worsened" }>;

/** Severity and peak never go down while the alarm is open; a cause about another metric is dropped. */
export function worsened(alarm: Alarm, finding: Worsened, at: number): Alarm {
  const { kind: _, anomaly_id: __, at: ___, joined: ____, ...found } = finding;
  const moved = found.metric !== alarm.metric;
  return {
    ...alarm,
    ...found,
    ...(isWorseThanSeen(alarm, finding) ? unseen(alarm) : {}),
    severity: worse(alarm.severity, found.severity),
    peak_score: Math.max(alarm.peak_score ?? found.score, found.score),
    unit: moved ? found.metric && unitOf(found.metric) : alarm.unit,
    reason: moved ? null : alarm.reason,
    cause: found.cause ?? (moved ? null : alarm.cause),
    contributors: found.contributors ?? (moved ? null : alarm.contributors),
    updated_at: at,
  };
}

/** Whether it is worse than anybody has seen: then an earlier acknowledgement does not cover it. */
export function isWorseThanSeen(
  alarm: Alarm,
  found: Pick<Worsened, "severity" | "metric" | "score" | "joined">,
): boolean {
  const moved = found.metric !== alarm.metric && found.score > (alarm.peak_score ?? 0);
  return found.joined === true || moved || worse(alarm.severity, found.severity) !== alarm.severity;
}

const unseen = ({ acknowledged_until }: Alarm) => ({
  state: "new" as const,
  acknowledged_at: null,
  acknowledged_by: null,
  acknowledged_by_id: null,
  ...(acknowledged_until == null ? {} : { acknowledged_until: null }),
});
