import { expect, test } from "bun:test";
import type { Detected } from "../../../src/detection/on_demand/detect";
import { mergeDetected } from "../../../src/detection/on_demand/merge";
import { HOUR_MS } from "../../../src/domain/time_units";

const hour = (number: number, metric: string, deviation_sd: number) =>
  ({ at: number * HOUR_MS, metric, deviation_sd }) as Detected;
const alarm = (from: number, to: number | null) => ({
  opened_at: from * HOUR_MS,
  cleared_at: to === null ? null : to * HOUR_MS,
  resolved_at: null,
});

test("neighbouring hours of one metric are one, named by the one that deviates most", () => {
  const found = [hour(1, "power_kw", 3), hour(2, "power_kw", -5), hour(2, "flow", 4), hour(3, "power_kw", 4)];
  expect(mergeDetected([...found, hour(5, "power_kw", 3)], [])).toEqual([
    hour(2, "power_kw", -5),
    hour(2, "flow", 4),
    hour(5, "power_kw", 3),
  ]);
});

test("an hour in which a live alarm stood is not said again", () => {
  const found = [1, 2, 3, 4, 5].map((number) => hour(number, `metric_${number}`, 3));
  expect(mergeDetected(found, [alarm(2.5, 3.5)]).map(({ at }) => at / HOUR_MS)).toEqual([1, 4, 5]);
  expect(mergeDetected(found, [alarm(3.2, null)]).map(({ at }) => at / HOUR_MS)).toEqual([1, 2]);
});

test("hours beside one that an earlier call has found are one with it, under its hour", () => {
  const found = [hour(3, "power_kw", 3), hour(4, "power_kw", 5), hour(4, "flow", 3), hour(8, "power_kw", 4)];
  const before = [{ metric: "power_kw", opened_at: 2 * HOUR_MS }];
  const hours = mergeDetected(found, [], before).map(({ at, metric }) => [at / HOUR_MS, metric]);
  expect(hours).toEqual([
    [2, "power_kw"],
    [4, "flow"],
    [8, "power_kw"],
  ]);
});

test("two runs on either side of an hour that was found before are one with it", () => {
  const before = [{ metric: "power_kw", opened_at: 2 * HOUR_MS }];
  const found = [hour(1, "power_kw", 3), hour(3, "power_kw", 5)];
  expect(mergeDetected(found, [], before).map(({ at }) => at / HOUR_MS)).toEqual([2]);
});

test("a live finding of the past covers the time that it lasted, and nothing after it", () => {
  const found = [1, 2, 3, 4].map((number) => hour(number, `metric_${number}`, 3));
  const past = { ...alarm(1.5, null), state: "finding" as const, updated_at: 2.5 * HOUR_MS };
  expect(mergeDetected(found, [past]).map(({ at }) => at / HOUR_MS)).toEqual([3, 4]);
});
