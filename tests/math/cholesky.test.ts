import { expect, test } from "bun:test";
import { distanceParts, inverseRoot, squaredDistance } from "../../src/math/cholesky";

/** Variances 4 and 9 with a correlation of 0.5, raised as the ridge raises them. */
const covariance = [4, 3, 3, 9];
const [a, b, c] = [4 * 1.05 + 1e-6, 3, 9 * 1.05 + 1e-6];

/** vᵀ C⁻¹ v of the raised covariance, by hand. */
function mahalanobis([x, y]: [number, number]): number {
  return (c * x * x - 2 * b * x * y + a * y * y) / (a * c - b * b);
}

test("the inverse root gives the squared Mahalanobis distance", () => {
  const root = inverseRoot(covariance, 2);
  for (const vector of [
    [1, 0],
    [0, 1],
    [2, -3],
    [5, 5],
  ] as [number, number][])
    expect(squaredDistance(root, vector)).toBeCloseTo(mahalanobis(vector), 9);
});

test("the root of three metrics makes them independent: W C Wᵀ is the identity", () => {
  const three = [4, 2, -1, 2, 9, 1.5, -1, 1.5, 2];
  const root = inverseRoot(three, 3);
  const raised = three.map((value, place) => (place % 4 === 0 ? value * 1.05 + 1e-6 : value));
  const multiply = (m: readonly number[], n: readonly number[]) =>
    m.map((_, place) => {
      const [row, column] = [Math.floor(place / 3), place % 3];
      return [0, 1, 2].reduce((sum, k) => sum + m[3 * row + k]! * n[3 * k + column]!, 0);
    });
  const transposed = root.map((_, place) => root[3 * (place % 3) + Math.floor(place / 3)]!);
  multiply(multiply(root, raised), transposed).forEach((value, place) =>
    expect(value).toBeCloseTo(place % 4 === 0 ? 1 : 0, 9),
  );
  expect([root[1], root[2], root[5]]).toEqual([0, 0, 0]);
});

test("the parts of a distance add up to it", () => {
  const root = inverseRoot(covariance, 2);
  const vector = [2, -3];
  const parts = distanceParts(root, vector);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(squaredDistance(root, vector), 9);
  expect(Math.abs(parts[1]!)).toBeGreaterThan(parts[0]!);
});

test("a metric that repeats another, or never moved, leads to no division by zero", () => {
  for (const degenerate of [
    [4, 4, 4, 4],
    [0, 0, 0, 0],
  ])
    expect(inverseRoot(degenerate, 2).every(Number.isFinite)).toBe(true);
});

test("two copies that part from each other are further off than two that move together", () => {
  const root = inverseRoot([1, 1, 1, 1], 2);
  expect(squaredDistance(root, [1, -1])).toBeGreaterThan(10 * squaredDistance(root, [1, 1]));
});
