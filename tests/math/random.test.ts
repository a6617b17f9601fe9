import { expect, test } from "bun:test";
import { createRandom } from "../../src/math/random";

test("the sequence of a seed never changes: forests and injected faults depend on it", () => {
  const chance = createRandom(42);
  expect([chance(), chance(), chance()]).toEqual([
    0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
  ]);
});

test("numbers are even in [0, 1)", () => {
  const chance = createRandom(7);
  const numbers = Array.from({ length: 10_000 }, chance);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.reduce((sum, each) => sum + each, 0) / 10_000).toBeCloseTo(0.5, 1);
});
