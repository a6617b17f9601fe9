import { expect, test } from "bun:test";
import { backward, decompose, dot, forward } from "../../src/math/pivoted_cholesky";

/** Column 2 is column 0 again; column 1 has a correlation of 0.6 with both. */
const matrix = [
  [1, 0.6, 1],
  [0.6, 1, 0.6],
  [1, 0.6, 1],
];
const correlation = (a: number, b: number) => matrix[a]![b]!;

test("a copy is left out, and the factor is that of the columns that were kept", () => {
  const { kept, factor } = decompose([0, 1, 2], correlation, 1e-9);
  expect(kept).toEqual([0, 1]);
  const product = (a: number, b: number) => dot(factor[Math.min(a, b)]!, factor[Math.max(a, b)]!);
  expect(product(0, 0)).toBeCloseTo(1, 12);
  expect(product(0, 1)).toBeCloseTo(0.6, 12);
  expect(product(1, 1)).toBeCloseTo(1, 12);
});

test("the tolerance decides how much of its own a column must have", () => {
  expect(decompose([0, 1], correlation, 0.63).kept).toEqual([0, 1]);
  expect(decompose([0, 1], correlation, 0.65).kept).toEqual([0]);
  expect(decompose([], correlation, 0.5)).toEqual({ kept: [], factor: [] });
});

test("forward and backward solve the triangles", () => {
  const factor = [[2], [1, 3]];
  const right = forward(factor, [4, 20]);
  expect(right).toEqual([2, 6]);
  expect(backward(factor, right)).toEqual([0, 2]);
});
