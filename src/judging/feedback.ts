import type { Monitor } from "../detection/monitor/monitor";
import type { Finding } from "../domain/alarm/alarm";
import type { AnomalyUpdated } from "../domain/event";
import { RULE_METHOD } from "../rules/rule_finding";

/**
 * Passes feedback on an alarm of the monitor to it, wherever somebody gave it.
 * @returns the findings that follow
 */
export function applyFeedback(
  monitor: Pick<Monitor, "forget" | "falseAlarm">,
  { anomaly_id, machine_id, state, false_alarm, origin, detection_method }: AnomalyUpdated,
  now: number,
): Finding[] {
  // The monitor opened no other alarms, and has nothing to learn from them.
  if (state !== "resolved" || origin !== "live") return [];
  // A rule says what it says: nothing that was learned is wrong.
  if (false_alarm && detection_method !== RULE_METHOD)
    return monitor.falseAlarm({ id: anomaly_id, machine_id: machine_id ?? null }, now);
  monitor.forget(anomaly_id);
  return [];
}
