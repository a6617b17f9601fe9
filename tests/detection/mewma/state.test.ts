import { expect, test } from "bun:test";
import {
  newMewma,
  pointAt,
  pointNameOf,
  refreshInverseRoot,
  valuesOf,
} from "../../../src/detection/mewma/state";
import { SECOND_MS } from "../../../src/domain/time_units";

const state = { ...newMewma(), metrics: ["power_kw", "toString"], driver: "speed_percent" };

test("values stand in the order of the metrics, NaN where the reading has none", () => {
  expect(valuesOf(state, { toString: 1, power_kw: 5 })).toEqual([5, 1]);
  expect(valuesOf(state, { power_kw: 5 })).toEqual([5, NaN]);
});

test("a reading belongs to the point of its mode and driver, which begins when it is new", () => {
  const row = { mode: "running", metrics: { speed_percent: 1 } };
  expect(pointNameOf(state, row)).toBe("running 0");
  const point = pointAt(state, row);
  expect(point).toEqual({ count: 0, mean: [0, 0], variance: [0, 0] });
  expect(pointAt(state, row)).toBe(point);
});

test("a metric that stood still is not taken to be steadier than smoothed noise", () => {
  const still = { ...newMewma(), metrics: ["a"], covariance: [0], spacing_ms: SECOND_MS, stale: 9 };
  refreshInverseRoot(still);
  const variance = 1 / still.inverse_root[0]! ** 2;
  expect(variance).toBeCloseTo((1.05 * 0.6 * 0.06) / (2 - 0.06), 4);
  expect(still.stale).toBe(0);
});
