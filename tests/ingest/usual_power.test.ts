import { expect, test } from "bun:test";
import { createUsualPower, medianOfRunning } from "../../src/ingest/usual_power";

function noted(values: readonly number[], metric = "power_kw") {
  const usual = createUsualPower(metric);
  values.forEach((value) => usual.note(value));
  return usual;
}
const about = (kw: number, count: number) => Array.from({ length: count }, (_, i) => kw + (i % 3) / 10);

test("the median of the newest values is known from thirty on", () => {
  expect(noted(about(12, 29)).median()).toBeUndefined();
  expect(noted(about(12, 30)).median()).toBeCloseTo(12.1, 9);
  expect(noted([...about(500, 300), ...about(12, 100)]).median()).toBeCloseTo(12.1, 9);
});

test("a machine that has only stood still so far may draw a hundred kilowatts, in its own unit", () => {
  expect(noted(about(0.01, 60)).median()).toBe(1);
  expect(noted(about(10, 60), "power_w").median()).toBe(1000);
});

test("after two days only the hours in which it ran count", () => {
  const usual = noted(about(0.2, 100));
  const hours = Array.from({ length: 60 }, (_, hour) => (hour % 24 < 8 ? 15 : 0.1));
  usual.takeHours(hours.slice(0, 39));
  expect([usual.median(), usual.isKnownByHours()]).toEqual([1, false]);
  usual.takeHours(hours);
  expect([usual.median(), usual.isKnownByHours()]).toEqual([15, true]);
});

test("a few hours that hold a value beyond belief move nothing, and a machine that never ran has no median", () => {
  expect(medianOfRunning([...about(12, 100), 1e6, 1e6, 1e6])).toBeCloseTo(12.1, 9);
  expect(medianOfRunning(Array(50).fill(0))).toBeUndefined();
  expect(medianOfRunning([])).toBeUndefined();
});
