import { expect, test } from "bun:test";
import { learn, newMoments, spread } from "../../src/math/moments";

function learned(values: readonly number[], memory = Infinity) {
  const moments = newMoments();
  for (const value of values) learn(moments, value, memory);
  return moments;
}

test("mean and variance are exact, however large the numbers are", () => {
  const [count, mean, variance] = learned([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
  expect([count, mean]).toEqual([4, 1e9 + 10]);
  expect(variance).toBeCloseTo(22.5, 6);
});

test("past the memory older values fade", () => {
  const values = [...new Array(100).fill(0), ...new Array(100).fill(1)] as number[];
  expect(learned(values)[1]).toBeCloseTo(0.5, 9);
  expect(learned(values, 10)[1]).toBeCloseTo(1, 4);
});

test("the spread is never zero", () => {
  expect(spread(learned([3, 5]))).toBeCloseTo(1, 9);
  expect(spread(learned([200, 200]))).toBeCloseTo(1, 6);
  expect(spread(newMoments())).toBeGreaterThan(0);
});
