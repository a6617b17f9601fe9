import { expect, test } from "bun:test";
import {
  driverOf,
  learnPoint,
  normalAt,
  type Point,
  pointName,
  spanOf,
} from "../../../src/detection/mewma/operating_point";
import { spreadAt } from "../../../src/detection/spread";

test.each([
  [["power_kw", "throughput_units_per_hour", "speed_percent"], "speed_percent"],
  [["outdoor_temp_c", "power_kw", "flow_rate_m3h"], "flow_rate_m3h"],
  [["power_kw", "outdoor_temp_c"], "outdoor_temp_c"],
  [["power_kw", "pressure_bar"], null],
  [["speed_percent", "pressure_bar"], null],
])("of %p the driver is %p", (metrics, driver) => {
  expect(driverOf(metrics)).toBe(driver);
});

test("values of the driver that are near each other are one operating point", () => {
  const at = (speed_percent: number) => spanOf("speed_percent", { speed_percent });
  expect(at(100)).toBe(at(101));
  expect(at(100)).not.toBe(at(50)!);
  expect(at(0)).toBe(at(-5));
  expect(spanOf("outdoor_temp_c", { outdoor_temp_c: 21 })).toBe(7);
  expect(spanOf("speed_percent", { power_kw: 5 })).toBeUndefined();
  expect(spanOf(null, { speed_percent: 5 })).toBeUndefined();
});

test("a point is named by mode and span", () => {
  expect([pointName("running", 3), pointName(null, 3), pointName("idle", undefined)]).toEqual([
    "running 3",
    " 3",
    "idle",
  ]);
});

test("past 160 points all further ones share one", () => {
  const points: Record<string, Point> = {};
  for (let i = 0; i < 500; i++) normalAt(points, `batch-${i}`, 2).count++;
  expect(Object.keys(points)).toHaveLength(160);
  expect(normalAt(points, "batch-999", 2)).toBe(points.other!);
  expect(points.other!.count).toBe(341);
});

function learned(values: readonly number[], memory = Infinity): Point {
  const point: Point = { count: 0, mean: [0], variance: [0] };
  for (const value of values) learnPoint(point, [value], 1, memory);
  return point;
}

test("mean and variance are exact, and fade past the memory", () => {
  const { mean, variance } = learned([1, 2, 3, 4]);
  expect(mean[0]).toBeCloseTo(2.5, 12);
  expect(variance[0]).toBeCloseTo(1.25, 12);
  const steps = [...new Array(30).fill(0), ...new Array(30).fill(1)] as number[];
  expect(learned(steps, 5).mean[0]).toBeGreaterThan(learned(steps).mean[0]!);
});

test("a spike moves a known point by four sd at most, and a missing value moves nothing", () => {
  const point = learned(Array.from({ length: 100 }, (_, i) => 50 + (i % 2)));
  const before = structuredClone(point);
  learnPoint(point, [1e6], 1, Infinity);
  expect(point.mean[0]! - before.mean[0]!).toBeCloseTo((4 * spreadAt(before, 0)) / 101, 6);
  const after = structuredClone(point);
  learnPoint(point, [NaN], 1, Infinity);
  expect(point.mean).toEqual(after.mean);
});

test("a metric that never moved has a spread all the same", () => {
  expect(spreadAt(learned([200, 200]), 0)).toBeCloseTo(1, 6);
  expect(spreadAt(learned([0, 0]), 0)).toBeGreaterThan(0);
});
