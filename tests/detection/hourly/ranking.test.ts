import { expect, test } from "bun:test";
import { count, newRanking, rarity } from "../../../src/detection/hourly/ranking";

function ranking(sizes: readonly number[], fading = 1) {
  const ranked = newRanking();
  for (const size of sizes) count(ranked, size, fading);
  return ranked;
}

test("a size that one in a hundred exceeds has a rarity of about 2", () => {
  const ranked = ranking(Array.from({ length: 1000 }, (_, i) => (i < 10 ? 100 : 1)));
  expect(rarity(ranked, 10)).toBeCloseTo(2, 1);
  expect(rarity(ranked, 0.1)).toBeCloseTo(0, 2);
});

test("sizes of the same bin count half, and 0 has a bin of its own", () => {
  const ranked = ranking(new Array(999).fill(0));
  expect(rarity(ranked, 0)).toBeCloseTo(Math.log10(2), 2);
  expect(rarity(ranked, 1)).toBeCloseTo(3.3, 1);
});

test("the largest size is the rarer the more was seen", () => {
  expect(rarity(ranking(new Array(10_000).fill(1)), 50)).toBeGreaterThan(
    rarity(ranking(new Array(100).fill(1)), 50) + 1.9,
  );
});

test("with fading the old is forgotten, and the weights stay small", () => {
  const old = [...new Array(2000).fill(100), ...new Array(2000).fill(1)] as number[];
  expect(rarity(ranking(old), 10)).toBeCloseTo(Math.log10(2), 1);
  const faded = ranking(old, 0.99);
  expect(rarity(faded, 10)).toBeGreaterThan(2);
  expect(faded.weight).toBeLessThan(1e6);
  expect(faded.bins.every(Number.isFinite)).toBe(true);
});
