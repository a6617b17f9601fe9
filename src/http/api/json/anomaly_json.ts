import { guidanceFor } from "../../../domain/alarm/guidance_in_force";
import { suppressedField } from "../../../domain/alarm/suppressed";
import { iso } from "../../../domain/iso";
import type { ShownAlarm } from "../../../live/state/shown_alarm";
import { guidanceJson } from "./guidance_json";

/** An alarm as the API shows it, where it is called an anomaly. */
export function anomalyJson(alarm: ShownAlarm) {
  const guidance = guidanceFor(alarm);
  return {
    id: alarm.id,
    machine_id: alarm.machine_id,
    machine_name: alarm.machine_name,
    machine_type: alarm.machine_type,
    detected_at: iso(alarm.opened_at),
    anomaly_type: alarm.anomaly_type,
    ...(alarm.alert_type === undefined
      ? {}
      : { alert_type: alarm.alert_type, alert_key: alarm.alert_key ?? null, origin: alarm.origin }),
    severity: alarm.severity,
    ...(alarm.priority === undefined ? {} : { priority: alarm.priority }),
    follows_id: alarm.follows_id ?? null,
    ...(alarm.repeats ? { repeats: alarm.repeats } : {}),
    ...(alarm.chattering ? { chattering: alarm.chattering } : {}),
    metric_name: alarm.metric,
    metric_value: alarm.value,
    expected_value: alarm.expected_value,
    deviation_percent: alarm.deviation_percent,
    deviation_std_dev: alarm.deviation_sd,
    detection_method: alarm.detection_method,
    confidence_score: alarm.score === null ? null : Math.min(1, alarm.score),
    anomaly_score: alarm.score,
    peak_score: alarm.peak_score,
    reason: alarm.reason,
    contributors: alarm.contributors ?? [],
    state: alarm.state,
    ...(alarm.notKnownSince === undefined ? {} : { not_known_since: iso(alarm.notKnownSince) }),
    is_resolved: alarm.state === "resolved",
    ...(alarm.suppressed ? { suppressed: suppressedField(alarm.suppressed) } : {}),
    cleared_at: iso(alarm.cleared_at),
    resolved_at: iso(alarm.resolved_at),
    resolution_notes: alarm.note,
    ...(alarm.mended ? { details: { mended: alarm.mended } } : {}),
    acknowledged_at: iso(alarm.acknowledged_at),
    acknowledged_by: alarm.acknowledged_by,
    acknowledged_by_id: alarm.acknowledged_by_id ?? null,
    acknowledged_until: iso(alarm.acknowledged_until ?? null),
    assigned_to: alarm.assigned_to ?? null,
    assigned_to_id: alarm.assigned_to_id ?? null,
    resolved_by: alarm.resolved_by ?? null,
    resolved_by_id: alarm.resolved_by_id ?? null,
    false_alarm: alarm.called_false ?? false,
    ...(guidance ? { guidance: guidanceJson(guidance) } : {}),
  };
}
