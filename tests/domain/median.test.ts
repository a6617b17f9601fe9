import { expect, test } from "bun:test";
import { median, medianOfSorted } from "../../src/domain/median";

test.each([
  [[], undefined],
  [[4], 4],
  [[9, 1, 5], 5],
  [[9, 1, 5, 3], 4],
  [[-2, -10, 100], -2],
] as const)("the median of %p is %p", (values, expected) => {
  expect(median(values)).toBe(expected);
  expect(medianOfSorted(values.toSorted((a, b) => a - b))).toBe(expected);
});

test("the values stay in their order", () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});
