import type { Alarm } from "../domain/alarm/alarm";
import { causeIn } from "../domain/alarm/cause";
import { machineOf, type SystemAlert } from "../domain/event";
import { formatValue } from "../domain/machine/metric";
import { settingOf } from "../domain/machine/metric_settings";
import { INTERVAL_UNITS } from "../domain/machine/units";
import { causeText } from "./cause_text";
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
  | "cause"
  | "anomaly_type"
>;

/** The anomaly type of an event whose sender gave none. */
const NO_TYPE = "unknown";

/** A reason of an older version names the time since when it is so. */
const SINCE = /; since (\S+ ){0,2}\d\d:\d\d(:\d\d)?$/;

/** Why an alarm is, in a sentence: worded from its cause; else as its sender, or an older version, said it. */
function whyText({ cause, reason, machine_id }: Described, timezone: string): string | null {
  return cause ? causeText(cause, { machineId: machine_id, timezone }) : reason;
}

/** The same beside a time of its own, so that a row never names two. */
export function whyBesideTime({
  cause,
  reason,
  machine_id,
}: Pick<Alarm, "cause" | "reason" | "machine_id">): string | null {
  return cause ? causeText(cause, { machineId: machine_id }) : (reason?.replace(SINCE, "") ?? null);
}

/** The sentence of an alarm: why it is and since when, else the shortest text for it. */
export function alarmText(alarm: Described, timezone: string): string {
  return whyText(alarm, timezone) ?? shortAlarmText(alarm, timezone);
}

/**
 * The text of an alarm on a tile: "Power 44 % above expected 49.6 kW" if that is known, else why it is or
 * its measurement.
 */
export function shortAlarmText(alarm: Described, timezone: string): string {
  const { metric, machine_id, deviation_percent, expected_value } = alarm;
  const why = whyText(alarm, timezone);
  // A limit is no expected value: only its cause says so.
  if (alarm.detection_method === "limit" && why) return why;
  if (deviation_percent === null || expected_value === null) return why ?? measuredText(alarm);
  const percent = Math.round(Math.abs(deviation_percent));
  // The metric itself is as expected: the cause names what is not.
  if (percent === 0) return why ?? measuredText(alarm);
  // A temperature has no percent: its cause says the difference.
  if (INTERVAL_UNITS.has(unitNow(alarm) ?? "") && why) return why;
  const say = deviation_percent < 0 ? text.alarms.below : text.alarms.above;
  return say(
    text.metric(metric, machine_id),
    formatValue(percent),
    text.quantity(expected_value, unitNow(alarm)),
  );
}

/** The sentence of a system alert: worded from its cause, else as its sender said it. */
export function alertText(alert: SystemAlert, timezone: string): string {
  const cause = causeIn(alert.cause);
  return cause ? causeText(cause, { machineId: machineOf(alert), timezone }) : alert.message;
}

/**
 * The measurement of an alarm: "Power 71.4 kW, expected 49.6"; without a value why it is, else "–" and its
 * type.
 */
export function measuredText(alarm: Described): string {
  const { metric, machine_id, value, expected_value } = alarm;
  const label = text.metric(metric, machine_id);
  if (value === null) return whyBesideTime(alarm) ?? (metric ? label : unmeasuredText(alarm));
  const measured = `${label} ${text.quantity(value, unitNow(alarm))}`;
  if (expected_value === null) return measured;
  const isLimit = alarm.detection_method === "limit" || alarm.detection_method === "rule";
  const say = isLimit ? text.alarms.limited : text.alarms.measured;
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
