import { expect, test } from "bun:test";
import { acceptCandidate, type Candidate, learnCandidate } from "../../../src/detection/mewma/candidate";
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

test("beyond both is still abnormal", () => {
  const { mewma, candidate } = learned();
  mewma.count = 10_000; // a long normal, which leaves little doubt
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
