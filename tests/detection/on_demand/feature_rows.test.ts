import { expect, test } from "bun:test";
import { chooseRows, featureRows, withFeature } from "../../../src/detection/on_demand/feature_rows";

test("features are the means of metrics that nine rows of ten have, without counters and energies", () => {
  const rolled = Array.from({ length: 10 }, (_, at) => ({
    at,
    metrics: {
      power_kw: { count: 60, mean: at },
      energy_kwh: { count: 60, mean: at },
      production_count: { count: 60, mean: at },
      ...(at > 0 && { pressure_bar: { count: 60, mean: 7 } }),
      ...(at > 1 && { rare_c: { count: 60, mean: 1 } }),
    },
  }));
  const { names, rows, at } = featureRows(rolled);
  expect(names).toEqual(["avg_power_kw", "avg_pressure_bar"]);
  expect([...rows.subarray(0, 4)]).toEqual([0, NaN, 1, 7]);
  expect(at).toHaveLength(10);
});

const rows = {
  at: Float64Array.of(1, 2, 3),
  names: ["avg_a", "avg_b"],
  rows: Float64Array.of(1, 10, 2, 20, 3, 30),
  unjudged: [false, true, false],
};

test("rows are chosen without the unjudged ones, in the order of the names; an unknown one is NaN", () => {
  const { at, names, rows: values } = chooseRows(rows, ["avg_b", "avg_c"]);
  expect([[...at], names, [...values]]).toEqual([
    [1, 3],
    ["avg_b", "avg_c"],
    [10, NaN, 30, NaN],
  ]);
});

test("a feature is added behind the others, and the unjudged rows stay", () => {
  const more = withFeature(rows, "baseline_deviation", Float64Array.of(7, 8, 9));
  expect([...more.rows]).toEqual([1, 10, 7, 2, 20, 8, 3, 30, 9]);
  expect(more.names).toEqual(["avg_a", "avg_b", "baseline_deviation"]);
  expect(more.unjudged).toEqual(rows.unjudged);
});
