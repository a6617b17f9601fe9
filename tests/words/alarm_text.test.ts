import { expect, test } from "bun:test";
import { alarmText, measuredText, shortAlarmText, typeText } from "../../src/words/alarm_text";
import { alarm } from "../support/views";

const REASON = "Power 71.4 kW, above its limit of 50 kW; since 10:00:00";
const unmeasured = { value: null, metric: null };

test("an alarm reads as the reason it came with, else as the shortest text for it", () => {
  expect(alarmText(alarm({ reason: REASON }), "UTC")).toBe(REASON);
  expect(alarmText(alarm(), "UTC")).toBe("Power 44 % above expected 49.6 kW");
});

test("the short text says how far the value is from the expected one, and on which side", () => {
  expect(shortAlarmText(alarm({ reason: "any" }), "UTC")).toBe("Power 44 % above expected 49.6 kW");
  expect(shortAlarmText(alarm({ deviation_percent: -12.4 }), "UTC")).toBe(
    "Power 12 % below expected 49.6 kW",
  );
});

test("the short text of a broken limit is its reason: a limit is no expected value", () => {
  expect(shortAlarmText(alarm({ detection_method: "limit", reason: REASON }), "UTC")).toBe(REASON);
});

test("the short text of a value that is itself as expected is the reason, or the measurement", () => {
  const asExpected = { deviation_percent: 0.3, value: 49.7 };
  expect(shortAlarmText(alarm({ ...asExpected, reason: "Power 49.7 kW, unusual" }), "UTC")).toBe(
    "Power 49.7 kW, unusual",
  );
  expect(shortAlarmText(alarm(asExpected), "UTC")).toBe("Power 49.7 kW, expected 49.6");
  expect(shortAlarmText(alarm({ deviation_percent: null }), "UTC")).toBe("Power 71.4 kW, expected 49.6");
});

test("a measurement names metric, value and unit, with the expected value or the limit where there is one", () => {
  expect(measuredText(alarm())).toBe("Power 71.4 kW, expected 49.6");
  expect(measuredText(alarm({ detection_method: "limit" }))).toBe("Power 71.4 kW, limit 49.6");
  expect(measuredText(alarm({ expected_value: null }))).toBe("Power 71.4 kW");
});

test("without a value an alarm reads as its reason, its metric or its type, in this order", () => {
  expect(measuredText(alarm({ value: null, reason: "Door open" }))).toBe("Door open");
  expect(measuredText(alarm({ value: null }))).toBe("Power");
  expect(measuredText(alarm({ ...unmeasured, anomaly_type: "test_event" }))).toBe("– · Test event");
  expect(measuredText(alarm({ ...unmeasured, anomaly_type: "unknown" }))).toBe("–");
});

test("a snake_case type becomes words, any other stays as it was sent", () => {
  expect(["peak_power", "spike", "Power", "HTTP_500", ""].map(typeText)).toEqual([
    "Peak power",
    "spike",
    "Power",
    "HTTP_500",
    "",
  ]);
});
