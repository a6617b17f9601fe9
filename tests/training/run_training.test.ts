import { expect, test } from "bun:test";
import { train, type TrainingTask } from "../../src/training/run_training";

/** 20 days of hours: 10 kWh, and 3 for each piece. */
const task = (noise: number): TrainingTask => ({
  samples: Array.from({ length: 480 }, (_, index) => ({
    at: index * 3_600_000,
    kwh: 10 + 3 * (index % 9) + noise * Math.sin(index * 1.7),
    covered: 1,
    drivers: [index % 9],
  })),
  drivers: [{ name: "total_production_count", isTotal: true }],
  seconds: 3600,
  seed: 42,
});

test("a baseline is learned, checked and tested, a step after the other", () => {
  const steps: string[] = [];
  const { coefficients, training, held_out, detector } = train(task(0.1), (step) => steps.push(step));
  expect(steps).toEqual(["learning", "checking", "testing"]);
  expect(coefficients.total_production_count!.value).toBeCloseTo(3, 2);
  expect([training.samples, held_out.samples]).toEqual([480, 96]);
  expect(held_out.r_squared).toBeGreaterThan(0.99);
  expect(detector).toMatchObject({ recall: 1, precision: 1, measured_on: "injected faults" });
});

test("a noisier machine has a weaker detector, and the figures say so", () => {
  const { detector } = train(task(4), () => {});
  expect(detector.recall).toBeLessThan(0.9);
});
