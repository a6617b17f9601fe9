import type { AnomalyDetected, FactoryEvent, SystemAlert } from "../event";
import { SEVERITIES, type Severity } from "./alarm";

/** The anomaly type of every system alert that stands. */
export const SYSTEM_ANOMALY = "system";

/** A recorded system alert with the alarm that it opened, told again or ended. */
export type AlarmAlert = SystemAlert & { anomaly_id: string; opened_at: string };

/**
 * Whether a system alert carries its alarm. Of other programs only the store gives it these fields: what they send
 * under these names themselves is left out.
 */
export function carriesAlarm(event: FactoryEvent): event is AlarmAlert {
  if (event.event_type !== "system_alert") return false;
  return typeof event.anomaly_id === "string" && typeof event.opened_at === "string";
}

/** Words for a condition that is over, in the alerts of other programs. */
const OVER: ReadonlySet<string> = new Set([
  ...["cleared", "clear", "normal", "ok", "inactive", "recovered", "over", "ended"],
  ...["resolved", "resolve", "closed", "close", "done", "fixed"],
]);

/** Whether an alert says that its condition is over. */
export function saysOver({ state }: Pick<SystemAlert, "state">): boolean {
  return typeof state === "string" && OVER.has(state.trim().toLowerCase());
}

/** The severity of the alarm that an alert is; undefined for one that is a toast and nothing more. */
export function alarmSeverity({ severity }: Pick<SystemAlert, "severity">): Severity | undefined {
  return severity === "warning" || severity === "critical" ? severity : undefined;
}

/**
 * An alert that carries its alarm, as the event of an alarm. The alarm keeps the worst severity and the machine that it
 * opened with, whatever a later alert says.
 */
export function detectedOf(alert: AlarmAlert): AnomalyDetected {
  const { severity, alarm_severity, timestamp, reason, message } = alert;
  const kept = SEVERITIES.find((known) => known === alarm_severity);
  return {
    ...alert,
    event_type: "anomaly_detected",
    anomaly_type: SYSTEM_ANOMALY,
    severity: kept ?? (severity === "info" ? "normal" : severity),
    timestamp: typeof timestamp === "string" ? timestamp : alert.opened_at,
    reason: typeof reason === "string" ? reason : message,
    ...NOT_MEASURED,
  };
}

/** A system alert measures nothing, whatever its sender puts under these names. */
const NOT_MEASURED = {
  ...{ metric: null, value: null, expected_value: null, unit: null, anomaly_score: null, peak_score: null },
  ...{ deviation_percent: null, deviation_sd: null, detection_method: null },
  contributors: undefined,
};
