import { expect, test } from "bun:test";
import { fitEnergy, lessonOf, rangesOf } from "../../src/energy/baseline";
import { deviationSeverity, formulaOf, predictEnergy } from "../../src/energy/predict";
import { DRIVERS, rowsOf, twentyDays } from "./sample";

const lesson = lessonOf(rowsOf(twentyDays(), DRIVERS), 3600);
const model = { ...fitEnergy(lesson), ranges: rangesOf(lesson) };

test("a prediction warns outside what was learned", () => {
  const { warnings } = predictEnergy(model, { total_production_count: 60, avg_outdoor_temp_c: 50 });
  expect(warnings).toEqual(["avg_outdoor_temp_c 50 is outside the learned range 10 to 33"]);
});

test("a prediction takes the training mean of a driver that is not given, and says so", () => {
  const { features, warnings } = predictEnergy(model, { total_production_count: 60 });
  expect(features.avg_outdoor_temp_c).toBeCloseTo(21.5, 9);
  expect(warnings[0]).toStartWith("avg_outdoor_temp_c is not given: its training mean 21.5");
});

test("a prediction is never below zero, and says so", () => {
  const answer = predictEnergy(model, { total_production_count: 0, avg_outdoor_temp_c: 500 });
  expect(answer.predicted_energy_kwh).toBe(0);
  expect(answer.warnings.at(-1)).toContain("below zero");
});

test("a formula keeps four significant digits, and says minus where it is one", () => {
  const estimate = (value: number) => ({ value, std_error: 1, t: 1, p: 0 });
  const coefficients = {
    total_production_count: estimate(0.000_041_234_5),
    avg_outdoor_temp_c: estimate(-0.2),
  };
  expect(formulaOf({ intercept: estimate(-12.3456), coefficients })).toBe(
    "energy_kwh = −12.35 + 0.00004123 × total_production_count − 0.2 × avg_outdoor_temp_c",
  );
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
