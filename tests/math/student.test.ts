import { expect, test } from "bun:test";
import { estimate } from "../../src/math/student";

test.each([
  [12.706, 1],
  [4.303, 2],
  [2.228, 10],
  [1.96, 1e6],
])("a t of %d with %d degrees of freedom has a p of 5 %", (t, degrees) => {
  expect(estimate(t, 1, degrees).p).toBeCloseTo(0.05, 3);
  expect(estimate(-t, 1, degrees).p).toBeCloseTo(0.05, 3);
});

test("t is the value in standard errors, and 0 for a value of 0 that has none", () => {
  expect(estimate(6, 2, 5)).toMatchObject({ value: 6, std_error: 2, t: 3 });
  expect(estimate(0, 0, 5)).toMatchObject({ t: 0, p: 1 });
});
