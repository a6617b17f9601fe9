import type { Monitor } from "../detection/monitor/monitor";
import type { Finding } from "../domain/alarm/alarm";
import { alarmOfEvent } from "../domain/alarm/alarm_event";
import type { AnomalyUpdated } from "../domain/event";
import { RULE_METHOD } from "../rules/rule_finding";

/**
 * Passes feedback on an alarm of the monitor to it, wherever somebody gave it.
 * @returns the findings that follow
 */
export function applyFeedback(
  monitor: Pick<Monitor, "forget" | "falseAlarm" | "takeBack">,
  event: AnomalyUpdated,
  now: number,
): Finding[] {
  const { anomaly_id, episode_id, machine_id, state, false_alarm, origin } = event;
  // The monitor opened no other alarms, and has nothing to learn from them.
  if (origin !== "live") return [];
  // An alarm that came back has an id of its own; the monitor knows the newest episode.
  const id = typeof episode_id === "string" ? episode_id : anomaly_id;
  if (event.undone === true) {
    monitor.takeBack({ ...alarmOfEvent(event), id });
    return [{ kind: "cleared", anomaly_id: id, at: now, known: true }];
  }
  if (state !== "resolved") return [];
  // A rule says what it says: nothing that was learned is wrong.
  if (false_alarm && event.detection_method !== RULE_METHOD)
    return monitor.falseAlarm({ id, machine_id: machine_id ?? null }, now);
  monitor.forget(id);
  return [];
}
