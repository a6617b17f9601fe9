import { describe, expect, test } from "bun:test";
import { driverNamed, type Rolled } from "../../src/energy/drivers";
import { fitEnergy, holdOut, lessonOf, rangesOf } from "../../src/energy/baseline";
import { deviationSeverity, formulaOf, predictEnergy } from "../../src/energy/predict";
import { energyRows, energySample } from "../../src/energy/rows";

const HOUR_MS = 3_600_000;
/** A Sunday, 23:00 in Berlin. */
const START = Date.parse("2026-03-01T22:00:00Z");

const same = (value: number, count = 60) => ({ count, mean: value, low: value, high: value });

/** An hour in which `minutes` were read, one reading each. */
function hour(index: number, metrics: Record<string, number>, minutes = 60): Rolled {
  const rolled = Object.entries(metrics).map(([name, value]) => [name, same(value, minutes)] as const);
  const kwh = metrics.power_kw === undefined ? null : (metrics.power_kw * minutes) / 60;
  return { at: START + index * HOUR_MS, kwh, metrics: Object.fromEntries(rolled) };
}

function rowsOf(rolled: Rolled[], names: string[]) {
  const drivers = names.map(driverNamed);
  const samples = rolled.map((row) => energySample(row, drivers, 3600, "Europe/Berlin"));
  return energyRows(samples, drivers, 3600);
}

const one = (name: string, row: Rolled) => rowsOf([row], [name]).columns[0]![0];

describe("drivers", () => {
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
  ])("%s is worked out from the row, by the plant's clock", (name, row, value) => {
    expect(one(name, row)).toBe(value);
  });
});

describe("rows", () => {
  test("an hour read for half of its minutes counts as a whole one, and is known to be half", () => {
    const rows = rowsOf(
      [hour(0, { power_kw: 8, production_count: 1 }), hour(1, { power_kw: 8, production_count: 1 }, 30)],
      ["production_count"],
    );
    expect([...rows.kwh]).toEqual([8, 8]);
    expect([...rows.covered]).toEqual([1, 0.5]);
    expect([...rows.columns[0]!]).toEqual([60, 60]);
  });

  test("a machine that sends once an hour covers its hours", () => {
    const rows = rowsOf(
      [0, 1, 2].map((index) => hour(index, { power_kw: 8 }, 1)),
      [],
    );
    expect([...rows.covered]).toEqual([1, 1, 1]);
    expect([...rows.kwh]).toEqual([8, 8, 8]);
  });

  test("without power the energy that was sent counts", () => {
    expect([...rowsOf([hour(0, { energy_kwh: 0.5 })], []).kwh]).toEqual([30]);
  });
});

/** 20 days: 5 kWh and 0.1 for each piece and −0.5 for each degree. */
function store(extra: (index: number) => Record<string, number> = () => ({})): Rolled[] {
  return Array.from({ length: 480 }, (_, index) => {
    const [made, degrees] = [index % 7, 10 + (index % 24)];
    const power_kw = 50 + 6 * made - 0.5 * degrees + Math.sin(index * 1.7);
    return hour(index, { power_kw, production_count: made, outdoor_temp_c: degrees, ...extra(index) });
  });
}
const USUAL = ["production_count", "outdoor_temp_c"];

describe("the baseline", () => {
  test("finds what each driver costs, and says so in a formula", () => {
    const fit = fitEnergy(lessonOf(rowsOf(store(), USUAL), 3600));
    expect(fit.coefficients.total_production_count!.value).toBeCloseTo(0.1, 2);
    expect(fit.coefficients.avg_outdoor_temp_c!.value).toBeCloseTo(-0.5, 1);
    expect(fit.coefficients.total_production_count!.p).toBeLessThan(1e-6);
    expect(formulaOf(fit)).toMatch(
      /^energy_kwh = \S+ \+ \S+ × total_production_count − \S+ × avg_outdoor_temp_c$/,
    );
  });

  test("a driver that copies another, never changes or was hardly read is dropped with the reason", () => {
    const rolled = store((index) => ({
      throughput_units_per_hour: 60 * (index % 7) + (index % 2) * 0.01,
      pressure_bar: 6,
      ...(index < 24 ? { machine_temp_c: 40 } : {}),
    }));
    const names = [...USUAL, "throughput", "pressure_bar", "machine_temp_c", "vibration_mm_s"];
    const { dropped } = fitEnergy(lessonOf(rowsOf(rolled, names), 3600));
    expect(dropped).toContainEqual({ name: "avg_machine_temp_c", reason: "read in only 5 % of the rows" });
    expect(dropped).toContainEqual({ name: "avg_vibration_mm_s", reason: "never read in this period" });
    expect(dropped).toContainEqual({ name: "avg_pressure_bar", reason: "never changes" });
    expect(dropped).toContainEqual({
      name: "avg_throughput_units_per_hour",
      reason: "says the same as total_production_count",
    });
  });

  test("fewer than fifty hours are refused with their number", () => {
    expect(() => lessonOf(rowsOf(store().slice(0, 49), USUAL), 3600)).toThrow("from 49 hours: at least 50");
    expect(() => lessonOf(rowsOf(store().slice(0, 1), USUAL), 3600)).toThrow("from 1 hour: at least 50");
    expect(lessonOf(rowsOf(store().slice(0, 50), USUAL), 3600).kwh).toHaveLength(50);
  });

  test("every fifth day is held out, and no row is in both parts", () => {
    const { learned, heldOut } = holdOut(lessonOf(rowsOf(store(), USUAL), 3600));
    expect([learned.kwh.length, heldOut.kwh.length]).toEqual([384, 96]);
    expect(new Set([...learned.kwh]).isDisjointFrom(new Set([...heldOut.kwh]))).toBe(true);
  });
});

describe("a prediction", () => {
  const lesson = lessonOf(rowsOf(store(), USUAL), 3600);
  const model = { ...fitEnergy(lesson), ranges: rangesOf(lesson) };

  test("warns outside what was learned", () => {
    const { warnings } = predictEnergy(model, { total_production_count: 60, avg_outdoor_temp_c: 50 });
    expect(warnings).toEqual(["avg_outdoor_temp_c 50 is outside the learned range 10 to 33"]);
  });

  test("takes the training mean of a driver that is not given, and says so", () => {
    const { features, warnings } = predictEnergy(model, { total_production_count: 60 });
    expect(features.avg_outdoor_temp_c).toBeCloseTo(21.5, 9);
    expect(warnings[0]).toStartWith("avg_outdoor_temp_c is not given: its training mean 21.5");
  });

  test("is never below zero, and says so", () => {
    const answer = predictEnergy(model, { total_production_count: 0, avg_outdoor_temp_c: 500 });
    expect(answer.predicted_energy_kwh).toBe(0);
    expect(answer.warnings.at(-1)).toContain("below zero");
  });
});

test.each([
  [15.1, "critical"],
  [-15.1, "critical"],
  [15, "warning"],
  [-5.1, "warning"],
  [5, "normal"],
] as const)("a deviation of %d %% is %s", (percent, severity) => {
  expect(deviationSeverity(percent)).toBe(severity);
});
