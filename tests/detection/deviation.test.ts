import { expect, test } from "bun:test";
import { deviationFrom, deviationText, severityOf, typeOf } from "../../src/detection/deviation";

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
  ["power_kw", 71.4, 49.6, 2, "Power 71.4 kW, 44 % above expected 49.6"],
  ["power_kw", 40, 50, 5, "Power 40 kW, 20 % below expected 50"],
  ["power_kw", 50.1, 50, 5, "Power 50.1 kW, unusual beside its other values"],
  ["power_kw", 50.3, 50, 5, "Power 50.3 kW, 1 % above expected 50"],
  ["power_kw", 545, 50, 5, "Power 545 kW, 990 % above expected 50"],
  ["power_kw", 550, 50, 5, "Power 550 kW, 100 sd above expected 50"],
  ["power_kw", 5, 0.01, 0.5, "Power 5 kW, 9.98 sd above expected 0.01"],
  ["power_kw", 5, 0, 0.5, "Power 5 kW, 10 sd above expected 0"],
  ["machine_temp_c", 49.2, 41, 2, "Machine temp 49.2 °C, 8.2 °C above expected 41"],
  ["oil_temp_c", -3, 2, 1, "Oil temp -3 °C, 5 °C below expected 2"],
  ["oil_temp_c", 41.1, 41, 2, "Oil temp 41.1 °C, unusual beside its other values"],
  [
    "baseline_deviation",
    -0.322,
    -0.044,
    0.1,
    "baseline_deviation -0.322 kWh, 0.278 kWh below expected -0.044",
  ],
])("%s %d beside %d is put into words", (metric, value, mean, sd, reason) => {
  expect(deviationText(metric, value, deviationFrom(value, mean, sd))).toBe(reason);
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
