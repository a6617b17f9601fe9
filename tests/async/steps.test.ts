import { expect, test } from "bun:test";
import { atOnce, inSteps, pauseAfter, type Steps } from "../../src/async/steps";

function* sum(values: readonly number[]): Steps<number> {
  let total = 0;
  for (const value of values) {
    total += value;
    yield;
  }
  return total;
}

test("work gives the same with its pauses and without", async () => {
  expect(atOnce(sum([1, 2, 3]))).toBe(6);
  expect(await inSteps(sum([1, 2, 3]))).toBe(6);
});

test("at each pause the loop turns", async () => {
  let turns = 0;
  const turn = () => void (++turns < 10 && setImmediate(turn));
  setImmediate(turn);
  await inSteps(sum([1, 2, 3]));
  expect(turns).toBeGreaterThanOrEqual(2);
  expect(turns).toBeLessThan(10);
});

test("a pause is due after so much work, and then after as much again", () => {
  const isPause = pauseAfter(10);
  expect([4, 4, 4, 4, 20, 1].map(isPause)).toEqual([false, false, true, false, true, false]);
});
