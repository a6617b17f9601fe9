import { afterEach, expect, test } from "bun:test";
import fc from "fast-check";
import { formatFixed, formatLive, formatValue, unitOf } from "../../../src/domain/machine/metric";
import {
  metricSettingsOf,
  NO_METRIC_SETTINGS,
  putInForce,
  type MetricSetting,
} from "../../../src/domain/machine/metric_settings";

const units = (names: string[]) => names.map((name) => unitOf(name));
const set = (setting: MetricSetting) =>
  putInForce(metricSettingsOf([{ scope: "plant", metric: "power_kw", setting }], () => undefined));

afterEach(() => putInForce(NO_METRIC_SETTINGS));

test("the unit of a metric is read from the longest ending of its name", () => {
  const names = [
    "power_kw",
    "energy_kwh",
    "vibration_mm_s",
    "throughput_units_per_hour",
    "oil_degc",
    "Power_kW",
  ];
  expect(units(names)).toEqual(["kW", "kWh", "mm/s", "/h", "°C", "kW"]);
  expect(units(["power_factor", "cop", "production_count", ""])).toEqual(["", "", "", ""]);
});

test("one letter is a unit only right behind the quantity that it measures", () => {
  const said = [
    "machine_temp_c",
    "temperature_c",
    "current_a",
    "motor_current_a",
    "voltage_v",
    "shot_g",
    "Temp_C",
  ];
  expect(units(said)).toEqual(["°C", "°C", "A", "A", "V", "g", "°C"]);
  const not = [
    "current_phase_c",
    "voltage_c",
    "temp_zone_a",
    "temp_zone_c",
    "current_phase_a",
    "power_a",
    "line_c",
  ];
  expect(units(not)).toEqual(not.map(() => ""));
});

test("a value has four significant digits, a whole number all of its own", () => {
  expect([0, 0.1234, 1.234, 12.34, 123.4, 12_345, -12_345].map(formatValue)).toEqual([
    "0",
    "0.1234",
    "1.234",
    "12.34",
    "123.4",
    "12\u202f345",
    "-12\u202f345",
  ]);
  expect([1234.567, 0.045678, 21.39].map(formatValue)).toEqual(["1\u202f235", "0.04568", "21.39"]);
  expect([12_345_678, 12_345_678.9].map(formatValue)).toEqual([
    "12\u202f345\u202f678",
    "12\u202f345\u202f679",
  ]);
});

test("the very small and the very large are powers of ten that people read, nothing is rounded to 0", () => {
  expect([4.3e-6, -0.0001, 4.3e-9, -1e308].map(formatValue)).toEqual([
    "0.0000043",
    "-0.0001",
    "4.3 × 10⁻⁹",
    "-1 × 10³⁰⁸",
  ]);
});

test("no number is ever -0, nor has an exponent of a programming language", () => {
  const shown = (value: number) => [formatValue(value), formatLive("x", value), formatFixed(value, 2)];
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      for (const text of shown(value)) {
        expect(text).not.toMatch(/e|NaN/);
        expect(text).not.toMatch(/^-[0.]*$/);
      }
      if (value !== 0) for (const text of shown(value).slice(0, 2)) expect(text).toMatch(/[1-9]/);
    }),
  );
});

test("an unknown value is –, never 0", () => {
  expect([null, undefined, NaN, Infinity].map(formatValue)).toEqual(["–", "–", "–", "–"]);
  expect(formatLive("power_kw", null)).toBe("–");
});

test("a live value keeps its width from one reading to the next, a count stays whole", () => {
  const live = (values: number[], metric = "power_kw") => values.map((value) => formatLive(metric, value));
  expect(live([23, 22.9, 1.5, 123, 123.4])).toEqual(["23.0", "22.9", "1.5", "123", "123.4"]);
  expect(live([0, 0.25, 0.254, 0.0457])).toEqual(["0", "0.250", "0.254", "0.0457"]);
  expect(live([23, 12_345_678], "production_count")).toEqual(["23", "12\u202f345\u202f678"]);
  expect(live([23], "production_count_bad")).toEqual(["23"]);
});

test("a live value shows all four of its significant digits", () => {
  const live = [180.25, -180.25, 22.944, 9.8765, 0.98765, 0.00123456, 99.996, 999.96, 1234.5, -0.0001];
  expect(live.map((value) => formatLive("temp_c", value))).toEqual([
    "180.3",
    "-180.3",
    "22.94",
    "9.877",
    "0.9877",
    "0.001235",
    "100",
    "1\u202f000",
    "1\u202f235",
    "-0.0001",
  ]);
  fc.assert(
    fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
      const read = Number(
        formatLive("temp_c", value)
          .replaceAll("\u202f", "")
          .replace(/ × 10.*/, ""),
      );
      if (Math.abs(value) >= 1e-6)
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.abs(value) * 5.01e-4);
    }),
  );
});

test("the decimals, the unit and the kind that somebody set hold", () => {
  set({ decimals: 0, unit: "hp" });
  expect([22.6, -0.3, 1234.5].map((value) => formatLive("power_kw", value))).toEqual([
    "23",
    "0",
    "1\u202f235",
  ]);
  expect(unitOf("power_kw")).toBe("hp");
  set({ unit: "", kind: "counter" });
  expect([unitOf("power_kw"), formatLive("power_kw", 23)]).toEqual(["", "23"]);
});
