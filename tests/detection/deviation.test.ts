import { expect, test } from "bun:test";
import { deviationFrom, severityOf, typeOf } from "../../src/detection/deviation";

test("severity is by the distance in standard deviations, either way", () => {
  expect([1.9, 2, -2.9, 3, -3].map(severityOf)).toEqual([
    "normal",
    "warning",
    "warning",
    "critical",
    "critical",
  ]);
});

test("a deviation is given in per cent of the mean and in standard deviations", () => {
  expect(deviationFrom(60, 50, 5)).toEqual({ expected_value: 50, deviation_percent: 20, deviation_sd: 2 });
  expect(deviationFrom(-60, -50, 5)).toMatchObject({ deviation_percent: -20, deviation_sd: -2 });
  expect(deviationFrom(1, 0, 5).deviation_percent).toBeNull();
});

test.each([
  ["baseline_deviation", "baseline_deviation"],
  ["avg_power_kw", "power_anomaly"],
  ["flue_gas_temp_c", "temperature_anomaly"],
  ["pressure_bar", "pressure_anomaly"],
  ["speed_percent", "production_anomaly"],
  ["vibration_mm_s", "unknown"],
])("an anomaly of %s is a %s", (metric, type) => {
  expect(typeOf(metric)).toBe(type);
});
