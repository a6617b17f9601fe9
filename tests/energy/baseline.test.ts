import { expect, test } from "bun:test";
import {
  cautions,
  expectedKwh,
  fitEnergy,
  holdOut,
  lessonOf,
  qualityOf,
  rangesOf,
} from "../../src/energy/baseline";
import { formulaOf } from "../../src/energy/predict";
import { DRIVERS, rowsOf, twentyDays } from "./sample";

test("a baseline finds what each driver costs, and says so in a formula", () => {
  const fit = fitEnergy(lessonOf(rowsOf(twentyDays(), DRIVERS), 3600));
  expect(fit.coefficients.total_production_count!.value).toBeCloseTo(0.1, 2);
  expect(fit.coefficients.avg_outdoor_temp_c!.value).toBeCloseTo(-0.5, 1);
  expect(fit.coefficients.total_production_count!.p).toBeLessThan(1e-6);
  expect(formulaOf(fit)).toMatch(
    /^energy_kwh = \S+ \+ \S+ × total_production_count − \S+ × avg_outdoor_temp_c$/,
  );
});

test("a driver that copies another, never changes or was hardly read is dropped with the reason", () => {
  const rolled = twentyDays((index) => ({
    throughput_units_per_hour: 60 * (index % 7) + (index % 2) * 0.01,
    pressure_bar: 6,
    ...(index < 24 ? { machine_temp_c: 40 } : {}),
  }));
  const names = [...DRIVERS, "throughput", "pressure_bar", "machine_temp_c", "vibration_mm_s"];
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
  expect(() => lessonOf(rowsOf(twentyDays().slice(0, 49), DRIVERS), 3600)).toThrow(
    "from 49 hours: at least 50",
  );
  expect(() => lessonOf(rowsOf(twentyDays().slice(0, 1), DRIVERS), 3600)).toThrow("from 1 hour: at least 50");
  expect(lessonOf(rowsOf(twentyDays().slice(0, 50), DRIVERS), 3600).kwh).toHaveLength(50);
});

test("every fifth day is held out, and no row is in both parts", () => {
  const { learned, heldOut } = holdOut(lessonOf(rowsOf(twentyDays(), DRIVERS), 3600));
  expect([learned.kwh.length, heldOut.kwh.length]).toEqual([384, 96]);
  expect(new Set([...learned.kwh]).isDisjointFrom(new Set([...heldOut.kwh]))).toBe(true);
});

test("expectations and their quality are those of the fit on the rows it has learned", () => {
  const lesson = lessonOf(rowsOf(twentyDays(), DRIVERS), 3600);
  const fit = fitEnergy(lesson);
  const quality = qualityOf(lesson.kwh, expectedKwh(fit, lesson));
  expect(quality.r_squared).toBeCloseTo(fit.quality.r_squared, 9);
  expect(quality.rmse).toBeCloseTo(fit.quality.rmse, 9);
  expect(quality.mae).toBeCloseTo(fit.quality.mae, 9);
  expect(qualityOf(Float64Array.of(5, 5), Float64Array.of(5, 5)).r_squared).toBe(0);
});

test("the range of a driver is lowest, highest, mean and spread of the learned rows", () => {
  const { total_production_count: range } = rangesOf(lessonOf(rowsOf(twentyDays(), DRIVERS), 3600));
  expect(range).toMatchObject({ min: 0, max: 360 });
  expect(range!.mean).toBeCloseTo(179, 0);
});

test("readers are warned of a driver made from the power, and of one that may not matter", () => {
  const rolled = twentyDays((index) => ({
    current_a: 2 * index,
    pressure_bar: 6 + ((index * 7919) % 11) / 10,
  }));
  const fit = fitEnergy(lessonOf(rowsOf(rolled, ["current_a", "pressure_bar"]), 3600));
  expect(cautions(fit)).toEqual([
    "avg_current_a is made from the power that it explains: a fault moves both, so it may go unseen",
    expect.stringMatching(/^avg_pressure_bar may not matter \(p = 0\.\d+\)$/),
  ]);
});
