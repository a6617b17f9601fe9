import type { Alarm } from "../domain/alarm/alarm";
import { formatValue } from "../domain/machine/metric";
import { settingOf } from "../domain/machine/metric_settings";
import { INTERVAL_UNITS } from "../domain/machine/units";
import { isolateName } from "./isolate_name";
import { text } from "./text";

type Described = Pick<
  Alarm,
  | "machine_id"
  | "metric"
  | "value"
  | "expected_value"
  | "unit"
  | "deviation_percent"
  | "detection_method"
  | "reason"
  | "anomaly_type"
>;

/** The anomaly type of an event whose sender gave none. */
const NO_TYPE = "unknown";

/** A reason names the time since when it is so; a row of alarms has a column for that. */
const SINCE = /; since (\S+ ){0,2}\d\d:\d\d(:\d\d)?$/;

/** The text of an alarm beside a time of its own, so that a row never names two. */
export function reasonBesideTime({ reason }: Pick<Alarm, "reason">): string | null {
  return reason?.replace(SINCE, "") ?? null;
}

/** The sentence of an alarm: the reason that was given with it, else the shortest text for it. */
export function alarmText(alarm: Described): string {
  return alarm.reason ?? shortAlarmText(alarm);
}

/**
 * The text of an alarm on a tile: "Power 44 % above expected 49.6 kW" if that is known, else reason or
 * measurement.
 */
export function shortAlarmText(alarm: Described): string {
  const { reason, metric, machine_id, deviation_percent, expected_value } = alarm;
  // A limit is no expected value: only its reason says so.
  if (alarm.detection_method === "limit" && reason) return reason;
  if (deviation_percent === null || expected_value === null) return reason ?? measuredText(alarm);
  const percent = Math.round(Math.abs(deviation_percent));
  // The metric itself is as expected: the reason names what is not.
  if (percent === 0) return reason ?? measuredText(alarm);
  // A temperature has no percent: its reason says the difference.
  if (INTERVAL_UNITS.has(unitNow(alarm) ?? "") && reason) return reason;
  const say = deviation_percent < 0 ? text.alarms.below : text.alarms.above;
  return say(
    text.metric(metric, machine_id),
    formatValue(percent),
    text.quantity(expected_value, unitNow(alarm)),
  );
}

/**
 * The measurement of an alarm: "Power 71.4 kW, expected 49.6"; without a value its reason, else "–" and its
 * type.
 */
export function measuredText(alarm: Described): string {
  const { metric, machine_id, value, expected_value, reason } = alarm;
  const label = text.metric(metric, machine_id);
  if (value === null) return reason ?? (metric ? label : unmeasuredText(alarm));
  const measured = `${label} ${text.quantity(value, unitNow(alarm))}`;
  if (expected_value === null) return measured;
  const say = alarm.detection_method === "limit" ? text.alarms.limited : text.alarms.measured;
  return say(measured, formatValue(expected_value));
}

/** The unit that somebody set for the metric since, else the one that the alarm came with. */
function unitNow({ metric, machine_id, unit }: Described): string | null {
  return (metric === null ? undefined : settingOf(metric, machine_id).unit) ?? unit;
}

function unmeasuredText({ anomaly_type }: Described): string {
  return anomaly_type === NO_TYPE ? text.unknown : text.list([text.unknown, typeText(anomaly_type)]);
}

/** "test_event" → "Test event"; a type that is no snake_case name stays as it was sent. */
export function typeText(type: string): string {
  if (!/^[a-z]+(_[a-z]+)+$/.test(type)) return isolateName(type);
  const words = type.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
