import { expect, test } from "bun:test";
import { acceptCandidate, type Candidate, learnCandidate } from "../../../src/detection/mewma/candidate";
import { spreadAt } from "../../../src/detection/spread";
import { observeRow } from "../../../src/detection/mewma/score";
import { valuesOf } from "../../../src/detection/mewma/state";
import { fitted, rows } from "./rows";

const shifted = (from: number, to: number) =>
  rows(from, to, (i) => ({ metrics: { power_kw: 60 + (i % 5) / 5, current_a: 120 } }));

/** A learned state, and a candidate ten kW higher. */
function learned() {
  const mewma = fitted(rows(0, 400));
  const candidate: Candidate = {};
  for (const row of shifted(400, 500)) learnCandidate(mewma, candidate, row, valuesOf(mewma, row.metrics));
  return { mewma, candidate };
}

const scoresOf = (mewma: ReturnType<typeof fitted>, all: ReturnType<typeof rows>) =>
  all.map((row) => observeRow(mewma, row, 100)!.score);

test("a candidate is learned apart: the normal stays as it is", () => {
  const { mewma, candidate } = learned();
  expect(candidate.running).toMatchObject({ count: 100 });
  expect(candidate.running!.mean[0]).toBeCloseTo(60.4, 1);
  expect(mewma.points.running!.mean[0]).toBeCloseTo(50, 0);
});

test("once accepted, both ways and all between them are normal", () => {
  const { mewma, candidate } = learned();
  expect(Math.max(...scoresOf(structuredClone(mewma), shifted(500, 520)))).toBeGreaterThan(1);
  acceptCandidate(mewma, candidate);
  expect(mewma.points.running!.mean[0]).toBeCloseTo(55.2, 0);
  expect(Math.max(...scoresOf(structuredClone(mewma), shifted(500, 520)))).toBeLessThan(1);
  expect(Math.max(...scoresOf(structuredClone(mewma), rows(500, 520)))).toBeLessThan(1);
});

test("the moments become those of a mixture: half of each, a shift apart", () => {
  const { mewma, candidate } = learned();
  const before = structuredClone(mewma);
  acceptCandidate(mewma, candidate);
  const [point, old, found] = [mewma.points.running!, before.points.running!, candidate.running!];
  const half = (found.mean[0]! - old.mean[0]!) / 2;
  const variance = (old.variance[0]! + found.variance[0]!) / 2 + half ** 2;
  expect(point.variance[0]).toBeCloseTo(variance, 9);
  const shrink = spreadAt(old, 0) / spreadAt(point, 0);
  const shift = half / spreadAt(point, 0);
  expect(mewma.mean[0]).toBeCloseTo(before.mean[0]! * shrink, 12);
  expect(mewma.covariance[0]).toBeCloseTo(before.covariance[0]! * shrink ** 2 + shift ** 2, 9);
  expect(mewma).toMatchObject({ smooth: {}, recent_exceedance: 0 });
});

test("beyond both is still abnormal", () => {
  const { mewma, candidate } = learned();
  mewma.count = 10_000; // a long normal, which leaves little doubt
  mewma.modes = { running: 10_000 };
  acceptCandidate(mewma, candidate);
  const far = rows(500, 530, () => ({ metrics: { power_kw: 100, current_a: 200 } }));
  expect(Math.max(...scoresOf(mewma, far))).toBeGreaterThan(1);
});

test("an empty candidate changes nothing", () => {
  const { mewma } = learned();
  const before = structuredClone(mewma);
  acceptCandidate(mewma, {});
  expect(mewma).toEqual(before);
});
