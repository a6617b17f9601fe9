import { expect, test } from "bun:test";
import { detectorQuality } from "../../src/energy/detector_quality";

const kwh = Float64Array.from({ length: 1000 }, (_, row) => 100 + Math.sin(row));
const expected = new Float64Array(1000).fill(100);

test("a baseline that is sure catches every fault and accuses nobody", () => {
  const quality = detectorQuality(kwh, expected, 1, 42);
  expect(quality).toMatchObject({ accuracy: 1, precision: 1, recall: 1, f1_score: 1 });
  expect(quality.faulty + quality.good).toBe(1000);
  expect(quality.faulty).toBeGreaterThan(400);
});

test("a baseline that is unsure misses the smaller faults, and the figures say so", () => {
  const { recall, precision, accuracy } = detectorQuality(kwh, expected, 11, 42);
  expect(recall).toBeGreaterThan(0.2);
  expect(recall).toBeLessThan(0.8);
  expect(precision).toBe(1);
  expect(accuracy).toBeLessThan(1);
});

test("a baseline that is wrong accuses the good ones, and the figures say so", () => {
  const { precision, accuracy } = detectorQuality(
    kwh,
    expected.map(() => 50),
    1,
    42,
  );
  expect(precision).toBeLessThan(0.6);
  expect(accuracy).toBeLessThan(0.6);
});

test("the same seed gives the same faults", () => {
  expect(detectorQuality(kwh, expected, 11, 1)).toEqual(detectorQuality(kwh, expected, 11, 1));
  expect(detectorQuality(kwh, expected, 11, 1)).not.toEqual(detectorQuality(kwh, expected, 11, 2));
});
