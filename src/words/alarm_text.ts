import type { Alarm } from "../domain/alarm/alarm";
import { formatValue } from "../domain/machine/metric";
import { labelOf, text } from "./text";

type Said = Pick<
  Alarm,
  | "metric"
  | "value"
  | "expected_value"
  | "unit"
  | "deviation_percent"
  | "detection_method"
  | "reason"
  | "anomaly_type"
>;

/** What is sent when nobody says what it is. */
const UNSAID = "unknown";

/** What was measured: "Power 71.4 kW, expected 49.6"; the sender's reason when nothing was, or "–" and what kind of thing it is. */
export function measured(alarm: Said): string {
  if (alarm.value === null) return alarm.reason ?? (alarm.metric ? labelOf(alarm.metric) : kindOf(alarm));
  const what = `${labelOf(alarm.metric)} ${text.quantity(alarm.value, alarm.unit)}`;
  if (alarm.expected_value === null) return what;
  const isLimit = alarm.detection_method === "limit";
  return (isLimit ? text.alarms.limited : text.alarms.measured)(what, formatValue(alarm.expected_value));
}

function kindOf({ anomaly_type }: Said): string {
  return anomaly_type === UNSAID ? text.unknown : text.list([text.unknown, inWords(anomaly_type)]);
}

/** "test_event" → "Test event"; another program's own words stay as they are. */
export function inWords(type: string): string {
  if (!/^[a-z]+(_[a-z]+)+$/.test(type)) return labelOf(type);
  const words = type.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Why it matters: the reason that was given, else what there is to say in brief. */
export function remark(alarm: Said): string {
  return alarm.reason ?? briefly(alarm);
}

/** What fits on a tile: "Power 44 % above expected 49.6 kW" where that is known, else the reason or what was measured. */
export function briefly(alarm: Said): string {
  // A limit is not what was expected: its own sentence says what it is.
  if (alarm.detection_method === "limit" && alarm.reason) return alarm.reason;
  if (alarm.deviation_percent === null || alarm.expected_value === null)
    return alarm.reason ?? measured(alarm);
  const say = alarm.deviation_percent < 0 ? text.alarms.below : text.alarms.above;
  const percent = Math.round(Math.abs(alarm.deviation_percent));
  // It is not itself what is wrong, and the reason says so.
  if (percent === 0) return alarm.reason ?? measured(alarm);
  return say(labelOf(alarm.metric), formatValue(percent), text.quantity(alarm.expected_value, alarm.unit));
}
