import { expect, test } from "bun:test";
import type { FeatureRows } from "../../../src/detection/on_demand/feature_rows";
import { beside, judgedFeatures, profilesOf, residualsOf } from "../../../src/detection/on_demand/residuals";
import { HOUR_MS } from "../../../src/domain/time_units";

/** Hours of a power that swings by one around 50, and of a flow that is missing in the first. */
function hours(count: number, power = 50): FeatureRows {
  const rows = Float64Array.from({ length: count * 2 }, (_, i) => {
    const row = Math.floor(i / 2);
    return i % 2 === 0 ? power + (row % 2 ? 1 : -1) : row === 0 ? NaN : 7;
  });
  const at = Float64Array.from({ length: count }, (_, row) => row * HOUR_MS);
  return { at, names: ["avg_power_kw", "avg_flow"], rows };
}

test("the weather is not judged itself", () => {
  expect(judgedFeatures(["avg_power_kw", "avg_outdoor_temp_c"])).toEqual(["avg_power_kw"]);
});

test("a residual is the distance from the normal, 0 for a missing value", () => {
  const profiles = profilesOf(hours(100), ["avg_power_kw", "avg_flow"]);
  const residuals = residualsOf(hours(3, 60), profiles);
  expect([...residuals]).toEqual([9, 0, 11, 0, 9, 0]);
});

test("a learned row is compared with the others: it cannot excuse itself", () => {
  const rows = hours(4 * 24);
  const profiles = profilesOf(rows, ["avg_power_kw"]);
  expect(Math.abs(residualsOf(rows, profiles, true)[0]!)).toBeGreaterThanOrEqual(
    Math.abs(residualsOf(rows, profiles)[0]!),
  );
});

test("a value is outside when it is further off than anything learned", () => {
  const [profile] = profilesOf(hours(100), ["avg_power_kw"]);
  expect(beside(hours(1, 52), 0, profile!)).toMatchObject({ value: 51, isOutside: false });
  expect(beside(hours(1, 60), 0, profile!)).toMatchObject({ value: 59, isOutside: true });
  const [flow] = profilesOf(hours(100), ["avg_flow"]);
  expect(beside(hours(1), 0, flow!)).toMatchObject({ value: 7, expected: 7, isOutside: false });
});
