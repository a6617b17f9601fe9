import { expect, test } from "bun:test";
import { fitForest, scoreForest, thresholdFor } from "../../../src/detection/on_demand/isolation_forest";
import { averagePath } from "../../../src/detection/on_demand/forest";
import { createRandom } from "../../../src/math/random";

/** Three columns of noise around 0, the first `planted` rows far away. */
function cloud(count: number, planted: number): Float64Array {
  const chance = createRandom(7);
  const noise = () => chance() + chance() + chance() - 1.5;
  return Float64Array.from({ length: count * 3 }, (_, index) => noise() + (index < planted * 3 ? 4 : 0));
}

test("planted outliers score above every other row", () => {
  const rows = cloud(2000, 5);
  const scores = scoreForest(fitForest(rows, 3), rows);
  expect(Math.min(...scores.subarray(0, 5))).toBeGreaterThan(Math.max(...scores.subarray(5)));
});

test("ordinary rows score about a half, lonely ones well above", () => {
  const rows = cloud(2000, 5);
  const scores = scoreForest(fitForest(rows, 3), rows);
  const middle = scores.toSorted()[1000]!;
  expect(middle).toBeGreaterThan(0.38);
  expect(middle).toBeLessThan(0.5);
  expect(scores[0]).toBeGreaterThan(0.65);
});

test("the same seed grows the same forest, another one another", () => {
  const rows = cloud(600, 3);
  const scores = (seed: number) => scoreForest(fitForest(rows, 3, { seed }), rows);
  expect(scores(1)).toEqual(scores(1));
  expect(scores(1)).not.toEqual(scores(2));
});

test("c(n) is the mean depth of a search tree: 2 H(n − 1) − 2 (n − 1) / n", () => {
  expect([0, 1, 2].map(averagePath)).toEqual([0, 0, 1]);
  const harmonic = Array.from({ length: 255 }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b);
  expect(averagePath(256)).toBeCloseTo(2 * harmonic - (2 * 255) / 256, 1);
  expect(averagePath(256)).toBeCloseTo(10.2448, 3);
});

test("two rows are parted at the first step, so each has path 1 and score 2^(−1 / c(2))", () => {
  const rows = Float64Array.of(0, 10);
  expect([...scoreForest(fitForest(rows, 1), rows)]).toEqual([0.5, 0.5]);
});

test("a tree walked by hand: path 1 to the lone row, 1 + c(3) to three that cannot be told apart", () => {
  const rows = Float64Array.of(0, 0, 0, 9);
  const scores = scoreForest(fitForest(rows, 1, { trees: 3 }), rows);
  const [few, alone] = [scores[0]!, scores[3]!];
  expect(alone).toBeCloseTo(2 ** (-1 / averagePath(4)), 12);
  expect(few).toBeCloseTo(2 ** (-(1 + averagePath(3)) / averagePath(4)), 12);
});

test("scored slice by slice or at once, the scores are the same", () => {
  const rows = cloud(100, 2);
  const forest = fitForest(rows, 3);
  const slices = [...scoreForest(forest, rows, 0, 33), ...scoreForest(forest, rows, 33, 100)];
  expect(slices).toEqual([...scoreForest(forest, rows)]);
});

test("a contamination of 10 % leaves a tenth of the scores above the threshold", () => {
  const scores = Float64Array.from({ length: 1001 }, (_, index) => index / 1000);
  const threshold = thresholdFor(scores, 0.1);
  expect(threshold).toBeCloseTo(0.9, 12);
  expect(scores.filter((score) => score > threshold)).toHaveLength(100);
  expect(thresholdFor(Float64Array.of(0, 1), 0.25)).toBeCloseTo(0.75, 12);
});

test("a contamination outside (0, 0.5] is refused by name", () => {
  expect(() => thresholdFor(Float64Array.of(1), 0.7)).toThrow("contamination of 0.7");
  expect(() => thresholdFor(Float64Array.of(1), 0)).toThrow("contamination of 0");
});

test("no rows, or half a row, grow no forest", () => {
  expect(() => fitForest(new Float64Array(0), 3)).toThrow("0 values in 3 columns");
  expect(() => fitForest(Float64Array.of(1, 2, 3, 4), 3)).toThrow("4 values in 3 columns");
});
