import type { Monitor } from "../detection/monitor/monitor";
import type { Finding } from "../domain/alarm/alarm";
import type { AnomalyUpdated } from "../domain/event";

/**
 * Passes on to the judge what people said of its alarms, wherever they said it.
 * @returns what follows from it
 */
export function applyFeedback(
  monitor: Pick<Monitor, "forget" | "falseAlarm">,
  { anomaly_id, machine_id, state, false_alarm, origin }: AnomalyUpdated,
  now: number,
): Finding[] {
  // Other alarms are not the judge's: it has nothing to learn from them.
  if (state !== "resolved" || origin !== "live") return [];
  if (false_alarm) return monitor.falseAlarm({ id: anomaly_id, machine_id: machine_id ?? null }, now);
  monitor.forget(anomaly_id);
  return [];
}
