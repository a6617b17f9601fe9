import { expect, test } from "bun:test";
import { verdictOf } from "../../../src/domain/training/baseline";

const quality = (r_squared: number, cv_rmse?: number, nmbe?: number) => ({
  samples: 100,
  rmse: 1,
  mae: 1,
  r_squared,
  cv_rmse,
  nmbe,
});

test.each([
  ["explains nearly all", quality(0.998, 0.02, 0.001), "good"],
  ["explains half", quality(0.6, 0.1, 0.01), "fair"],
  ["explains nothing, of a machine that always draws the same", quality(0.001, 0.03, 0), "poor"],
  ["errs by more than ASHRAE Guideline 14 allows an hour", quality(0.9, 0.31, 0), "poor"],
  ["is off on the whole", quality(0.9, 0.1, -0.11), "poor"],
  ["cannot be judged", quality(NaN), "poor"],
  ["is of an earlier version", quality(0.85), "good"],
] as const)("a baseline that %s", (_, of, verdict) => {
  expect(verdictOf(of)).toBe(verdict);
});
