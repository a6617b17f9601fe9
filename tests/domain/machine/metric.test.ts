import { expect, test } from "bun:test";
import { formatLive, formatValue, unitOf } from "../../../src/domain/machine/metric";

test("the unit of a metric is read from the longest ending of its name", () => {
  const names = ["power_kw", "energy_kwh", "vibration_mm_s", "throughput_units_per_hour", "machine_temp_c"];
  expect(names.map(unitOf)).toEqual(["kW", "kWh", "mm/s", "/h", "°C"]);
  expect(["power_factor", "cop", "production_count", ""].map(unitOf)).toEqual(["", "", "", ""]);
});

test("a value has about three significant digits, and no exponent below ten million", () => {
  expect([0, 0.1234, 1.234, 12.34, 123.4, 12_345, -12_345].map(formatValue)).toEqual([
    "0",
    "0.123",
    "1.23",
    "12.3",
    "123",
    "12\u202f345",
    "-12\u202f345",
  ]);
  expect(formatValue(9_999_999)).toBe("9\u202f999\u202f999");
  expect(formatValue(12_345_678)).toBe("1.23e+7");
});

test("an unknown value is –, never 0", () => {
  expect([null, undefined, NaN, Infinity].map(formatValue)).toEqual(["–", "–", "–", "–"]);
  expect(formatLive("power_kw", null)).toBe("–");
});

test("a live value keeps its width from one reading to the next, a count stays whole", () => {
  expect([23, 22.9, 1.5].map((value) => formatLive("power_kw", value))).toEqual(["23.0", "22.9", "1.5"]);
  expect([0, 0.25, 123.4].map((value) => formatLive("power_kw", value))).toEqual(["0", "0.25", "123"]);
  expect(formatLive("production_count", 23)).toBe("23");
  expect(formatLive("production_count_bad", 23)).toBe("23");
});
