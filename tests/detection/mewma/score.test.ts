import { expect, test } from "bun:test";
import { isSuspect, observeRow } from "../../../src/detection/mewma/score";
import { newMewma } from "../../../src/detection/mewma/state";
import { fitted, rows } from "./rows";

const LEARNING = 100;

/** The score after ten more readings, each with this power; the current follows the power. */
function scoreAt(power_kw: number, current_a = 2 * power_kw, count = 400) {
  const mewma = { ...fitted(rows(0, 400)), count, modes: { running: count } };
  const odd = rows(400, 410, () => ({ metrics: { power_kw, current_a } }));
  return odd.map((row) => observeRow(mewma, row, LEARNING)!.score).at(-1)!;
}

test("normal readings stay far under 1, and the further off the higher the score", () => {
  expect(scoreAt(50)).toBeLessThan(0.3);
  expect(scoreAt(53)).toBeGreaterThan(1);
  expect(scoreAt(56)).toBeGreaterThan(scoreAt(53));
});

test("metrics that part from each other are more abnormal than metrics that move together", () => {
  expect(scoreAt(50.6, 98.8)).toBeGreaterThan(2 * scoreAt(50.6, 101.2));
});

test("the less was learned, the lower the score: an unseen normal may differ", () => {
  expect(scoreAt(53, 106, 100)).toBeLessThan(0.5 * scoreAt(53));
  expect(scoreAt(53, 106, 10_000)).toBeGreaterThan(2 * scoreAt(53));
});

test("a series is not scored while it learns, nor a reading without its metrics", () => {
  const [first] = rows(0, 1);
  expect(observeRow(newMewma(), first!, LEARNING)).toBeUndefined();
  const mewma = fitted(rows(0, 400));
  const strange = { ...first!, at: 400_000, metrics: { oil_temp_c: 60 } };
  expect(observeRow(mewma, strange, LEARNING)).toBeUndefined();
});

test("a new operating point is learned for thirty readings before it is scored", () => {
  const mewma = fitted(rows(0, 400));
  const idle = rows(400, 440, () => ({ mode: "idle" }));
  const scored = idle.map((row) => observeRow(mewma, row, LEARNING) !== undefined);
  expect(scored.indexOf(true)).toBe(30);
  expect(mewma.points.idle!.count).toBe(30);
});

test("readings over the control limit make a series suspect, normal ones do not", () => {
  const mewma = fitted(rows(0, 400));
  for (const row of rows(400, 500)) observeRow(mewma, row, LEARNING);
  expect(isSuspect(mewma)).toBe(false);
  for (const row of rows(500, 520, () => ({ metrics: { power_kw: 52, current_a: 104 } })))
    observeRow(mewma, row, LEARNING);
  expect(isSuspect(mewma)).toBe(true);
});
