import { expect, test } from "bun:test";
import { driverName, driverNamed, isFromPower, type Rolled } from "../../src/energy/drivers";
import { hour, rowsOf } from "./sample";

const one = (name: string, row: Rolled) => rowsOf([row], [name]).columns[0]![0];

test.each<[string, Rolled, number]>([
  ["production_count", hour(0, { power_kw: 1, production_count: 2 }), 120],
  ["outdoor_temp_c", hour(0, { power_kw: 1, outdoor_temp_c: 30 }), 30],
  ["cooling_degree_hours", hour(0, { power_kw: 1, outdoor_temp_c: 30 }), 12],
  ["heating_degree_hours", hour(0, { power_kw: 1, outdoor_temp_c: 30 }), 0],
  ["outdoor_temp_squared", hour(0, { power_kw: 1, outdoor_temp_c: -3 }), 9],
  ["hour_of_day", hour(0, { power_kw: 1 }), 23],
  ["day_of_week", hour(0, { power_kw: 1 }), 0],
  ["is_weekend", hour(0, { power_kw: 1 }), 1],
  ["is_weekend", hour(1, { power_kw: 1 }), 0],
  ["constructor", hour(0, { power_kw: 1 }), NaN],
])("%s is computed from the row, by the plant's clock", (name, row, value) => {
  expect(one(name, row)).toBe(value);
});

test.each([
  ["production_count", "total_production_count"],
  ["good_units_count", "total_production_count_good"],
  ["energy_kwh", "total_energy_kwh"],
  ["pressure_bar", "avg_pressure_bar"],
  ["max_power_kw", "peak_demand_kw"],
  ["max_pressure_bar", "max_pressure_bar"],
  ["hour_of_day", "hour_of_day"],
])("%s is known as %s", (asked, name) => {
  expect(driverName(asked)).toBe(name);
});

test("lowest, highest and sum of a metric are drivers of their own", () => {
  const rolled = hour(0, {});
  rolled.metrics.pressure_bar = { count: 60, mean: 7, low: 5, high: 9 };
  const moment = { hours: 1, hourOfDay: 0, dayOfWeek: 1 };
  const valueOf = (name: string) => driverNamed(name).valueOf(rolled, moment);
  expect(
    ["min_pressure_bar", "max_pressure_bar", "avg_pressure_bar", "total_pressure_bar"].map(valueOf),
  ).toEqual([5, 9, 7, 420]);
});

test("the load factor is power over its peak, where the machine does not send it", () => {
  const rolled = hour(0, { power_kw: 40 });
  rolled.metrics.power_kw!.high = 50;
  expect(one("load_factor", rolled)).toBeCloseTo(0.8, 9);
  expect(one("load_factor", hour(0, { load_factor: 0.3 }))).toBe(0.3);
});

test("drivers that are made from the power are known", () => {
  expect(["avg_load_factor", "peak_demand_kw", "avg_pressure_bar"].map(isFromPower)).toEqual([
    true,
    true,
    false,
  ]);
});
