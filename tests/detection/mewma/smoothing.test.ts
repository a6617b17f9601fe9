import { expect, test } from "bun:test";
import type { Point } from "../../../src/detection/mewma/operating_point";
import {
  followSpacing,
  forgetSmoothed,
  smoothInto,
  smoothingWeight,
  smoothOf,
} from "../../../src/detection/mewma/smoothing";
import { type Mewma, newMewma } from "../../../src/detection/mewma/state";
import { HOUR_MS, SECOND_MS } from "../../../src/domain/time_units";

/** One metric at 50 with an sd of 1. */
const at50: Point = { count: 100, mean: [50], variance: [1] };
const at40 = [40];

function state(more: Partial<Mewma> = {}): Mewma {
  return { ...newMewma(), metrics: ["power_kw"], mean: [0], spacing_ms: SECOND_MS, ...more };
}

function smoothed(mewma: Mewma, value: number, at = 0, other?: number[]): number {
  return smoothInto(mewma, smoothOf(mewma, null), at, { point: at50, other, values: [value] })[0]!;
}

test("smoothed deviations approach the present one step by step", () => {
  const mewma = state();
  expect(smoothed(mewma, 52)).toBeCloseTo(0.06 * 2, 9);
  expect(smoothed(mewma, 52)).toBeCloseTo(0.06 * 2 + 0.06 * (2 - 0.12), 9);
});

test("the weight grows with the root of the spacing, up to the whole reading", () => {
  expect([1, 4, 3600].map((seconds) => smoothingWeight(seconds * SECOND_MS))).toEqual([0.06, 0.12, 1]);
});

test("a deviation beyond four sd counts less and less", () => {
  const [four, eight, thousand] = [54, 58, 1050].map((value) => smoothed(state(), value) / 0.06);
  expect(four).toBeCloseTo(4, 9);
  expect(eight).toBeCloseTo(4 * (1 + Math.log(2)), 9);
  expect(thousand).toBeCloseTo(4 * (1 + Math.log(30 / 4)), 9);
});

test("on the way between two points any value between them is normal", () => {
  expect(smoothed(state(), 45, 0, at40)).toBe(0);
  expect(smoothed(state(), 39, 0, at40)).toBeCloseTo(-0.06, 9);
  expect(smoothed(state(), 45)).toBeLessThan(-0.2);
});

test("a missing value is no evidence: it has no part in the reading, and the next one goes on from before", () => {
  const mewma = state({ smooth: { "": { at: 0, values: [3] } } });
  expect(smoothed(mewma, NaN)).toBe(0);
  expect(smoothed(mewma, 50)).toBeCloseTo(3 * 0.94, 9);
});

test("smoothed deviations older than an hour count no more", () => {
  const recent = state({ smooth: { "": { at: 0, values: [3] } } });
  expect(smoothed(recent, 50, HOUR_MS)).toBeCloseTo(3 * 0.94, 9);
  const old = state({ smooth: { "": { at: 0, values: [3] } } });
  expect(smoothed(old, 50, HOUR_MS + 1)).toBe(0);
});

test("past sixteen modes all further ones share their smoothed deviations", () => {
  const mewma = state();
  for (let i = 0; i < 100; i++) smoothOf(mewma, `batch-${i}`);
  expect(Object.keys(mewma.smooth)).toHaveLength(16);
  expect(smoothOf(mewma, "batch-99")).toBe(mewma.smooth.other!);
});

test("modes that were last seen before an instant are forgotten", () => {
  const mewma = state({ smooth: { a: { at: 1, values: [1] }, b: { at: 2, values: [1] } } });
  forgetSmoothed(mewma, 2);
  expect(Object.keys(mewma.smooth)).toEqual(["b"]);
  forgetSmoothed(mewma, Infinity);
  expect(mewma.smooth).toEqual({});
});

test("the spacing follows the readings by small steps, and a repeated instant changes nothing", () => {
  const mewma = state({ last_at: 0 });
  followSpacing(mewma, HOUR_MS);
  expect(mewma.spacing_ms).toBeCloseTo(1050, 9);
  followSpacing(mewma, HOUR_MS);
  expect(mewma.spacing_ms).toBeCloseTo(1050, 9);
  followSpacing(mewma, HOUR_MS + 1);
  expect(mewma.spacing_ms).toBeCloseTo(1000, 9);
});
