import { expect, test } from "bun:test";
import { createRandom } from "../../src/simulator/random";

const DRAWS = 100_000;

test("the same seed gives the same numbers, another seed others", () => {
  const draw = (seed: number) =>
    Array.from(
      { length: 5 },
      (
        (random) => () =>
          random.normal(0, 1)
      )(createRandom(seed)),
    );
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test("normals have their mean and spread and no absurd sample", () => {
  const random = createRandom(3);
  const sample = Array.from({ length: DRAWS }, () => random.normal(10, 2));
  const mean = sample.reduce((sum, x) => sum + x) / DRAWS;
  const sd = Math.sqrt(sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / DRAWS);
  expect(mean).toBeCloseTo(10, 1);
  expect(sd).toBeCloseTo(2, 1);
  expect(Math.max(...sample)).toBeLessThanOrEqual(18);
});

test("uniforms fill their span evenly, chances come as often as they should", () => {
  const random = createRandom(4);
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < DRAWS; i++) {
    const tenth = Math.floor(random.uniform(0, 10));
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count / (DRAWS / 10) - 1)).toBeLessThan(0.05);
  expect(random.binomial(DRAWS, 0.02) / DRAWS).toBeCloseTo(0.02, 2);
});
