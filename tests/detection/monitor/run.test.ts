import { expect, test } from "bun:test";
import {
  isQuiet,
  isQuietFor,
  newRun,
  noteScore,
  type Run,
  severityOfRun,
} from "../../../src/detection/monitor/run";

/** A run after these scores, a second apart. */
function run(scores: readonly number[]): Run {
  const noted = newRun();
  scores.forEach((score, i) => noteScore(noted, score, i * 1000));
  return noted;
}

test("a score of 1 opens a warning once it has held for the on-delay", () => {
  expect(severityOfRun(run([1, 1]), 3)).toBeUndefined();
  expect(severityOfRun(run([1, 1, 1]), 3)).toBe("warning");
  expect(severityOfRun(run([0.99, 0.99, 0.99]), 1)).toBeUndefined();
});

test("a score of 2 is critical when it has held in a row", () => {
  expect(severityOfRun(run([2, 2, 2]), 3)).toBe("critical");
  expect(severityOfRun(run([2, 2, 1.9, 2, 2]), 3)).toBe("warning");
});

test("a reading under 1 takes back a tenth of the on-delay: a fault in one mode of a cycle adds up", () => {
  expect(run([1, 1, 0, 0]).above).toBeCloseTo(1.8, 9);
  expect(run([1, ...new Array(20).fill(0)] as number[]).above).toBe(0);
  expect(severityOfRun(run([1, 0, 1, 0, 1, 0, 1]), 3)).toBe("warning");
});

test("a run knows when it began", () => {
  expect(run([0, 0, 1, 1]).since).toBe(2000);
});

test("ten readings below reset are quiet, once they have lasted for the off-delay", () => {
  const quiet = run([2, ...new Array(10).fill(0.4)] as number[]);
  expect(isQuiet(quiet, 9000)).toBe(true);
  expect(isQuiet(quiet, 9001)).toBe(false);
  expect(isQuiet(run([2, ...new Array(9).fill(0.4)] as number[]), 0)).toBe(false);
});

test("for an off-delay that somebody has set, time alone counts, from the first reading below reset on", () => {
  expect(isQuietFor(run([2, 0]), 0)).toBe(true);
  expect(isQuietFor(run([2]), 0)).toBe(false);
  expect(isQuietFor(run([2, 0, 0]), 1000)).toBe(true);
  expect(isQuietFor(run([2, 0, 0]), 1001)).toBe(false);
});

test("a score from 0.5 to 1 neither opens an alarm nor counts toward its end", () => {
  expect(run([0.4, 0.49]).below_reset).toBe(2);
  const between = run([0.4, 0.4, 0.5]);
  expect([between.above, between.below_reset]).toEqual([0, 0]);
});

test("a detector that knows better overrules the score", () => {
  const noted = newRun();
  noteScore(noted, 0.1, 0, false);
  expect(noted.below_reset).toBe(0);
  noteScore(noted, 0.9, 0, true);
  expect(noted.below_reset).toBe(1);
});
