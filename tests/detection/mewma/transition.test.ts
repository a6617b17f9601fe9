import { expect, test } from "bun:test";
import { pointName, spanOf, type Point } from "../../../src/detection/mewma/operating_point";
import { type Mewma, newMewma } from "../../../src/detection/mewma/state";
import {
  arrive,
  endTransition,
  learnTransit,
  noteOdd,
  transition,
} from "../../../src/detection/mewma/transition";
import { MINUTE_MS } from "../../../src/domain/time_units";

const point = (count: number): Point => ({ count, mean: [1], variance: [1] });

/** A machine whose points at full and half speed are known. */
function state(count = 100) {
  const name = (speed: number) => pointName("running", spanOf("speed_percent", { speed_percent: speed }));
  const points = { [name(100)]: point(count), [name(50)]: point(count) };
  return { ...newMewma(), driver: "speed_percent", points, full: points[name(100)]! };
}

const row = (minute: number, speed_percent: number) => ({
  at: minute * MINUTE_MS,
  mode: "running",
  metrics: { speed_percent },
});

/** Follows a driver at one reading a minute. */
const follow = (mewma: Mewma, minute: number, speed: number) =>
  transition(mewma, row(minute, speed), MINUTE_MS);

test("on the way the values at the point that the machine has left are remembered, for three hours at most", () => {
  const mewma = state();
  for (let minute = 60; minute < 120; minute++) expect(follow(mewma, minute, 100)).toBeUndefined();
  expect(follow(mewma, 120, 50)).toEqual(mewma.full.mean);
  expect(follow(mewma, 299, 50)).toEqual(mewma.full.mean);
  expect(follow(mewma, 300, 50)).toBeUndefined();
});

test("a transition is over after three quarters of an hour, once all values have arrived", () => {
  const mewma = state();
  const half = point(100);
  for (let minute = 60; minute <= 120; minute++) follow(mewma, minute, minute < 120 ? 100 : 50);
  const arrived = (minute: number, value: number) =>
    arrive(mewma, half, { plain: [value], at: minute * MINUTE_MS, passed: MINUTE_MS });
  for (let minute = 121; minute < 165; minute++) expect(arrived(minute, 1)).toBe(false);
  expect(arrived(165, 1)).toBe(true);
  for (let minute = 166; minute < 190; minute++) arrived(minute, 4);
  expect(arrived(190, 4)).toBe(false);
});

test("a driver that jumps all the time is under way once, and then no more", () => {
  const mewma = state();
  const seen = Array.from({ length: 400 }, (_, i) => follow(mewma, 60 + i, i % 2 ? 100 : 50));
  expect(seen.findLastIndex((values) => values !== undefined)).toBeLessThanOrEqual(180);
});

test("of a point that is not known yet the newest values are remembered, and without a driver there is no way", () => {
  const mewma = state(10);
  follow(mewma, 60, 100);
  mewma.last_values = [7];
  expect(follow(mewma, 120, 50)).toEqual([7]);
  expect(follow({ ...state(), driver: null }, 60, 100)).toBeUndefined();
});

test("a machine that leaves a mode after hours is under way too; one in a cycle is not", () => {
  const mewma = { ...state(), driver: null, last_values: [3] };
  const at = (minute: number, mode: string) =>
    transition(mewma, { at: minute * MINUTE_MS, mode, metrics: {} }, MINUTE_MS);
  for (let minute = 0; minute < 40; minute++)
    expect(at(minute, minute % 2 ? "heat" : "cool")).toBeUndefined();
  for (let minute = 40; minute < 100; minute++) expect(at(minute, "idle")).toBeUndefined();
  expect(at(100, "heat")).toEqual([3]);
});

test("how far the values go on the way is learned when it is over, unless the machine was abnormal", () => {
  const mewma: Mewma & Required<Pick<Mewma, "transits">> = { ...state(), transits: { count: 5, slack: [2] } };
  const left = () => ({ span: 1, until: 0 });
  const leaves = (minutes: number) => ({ span: 1, until: (45 - minutes) * MINUTE_MS });
  for (const [value, slack] of [
    [4, 3],
    [2, 3],
  ] as const) {
    mewma.left = left();
    learnTransit(mewma, point(100), [1], [value]);
    endTransition(mewma);
    expect(mewma.transits.slack).toEqual([slack]);
  }
  mewma.left = left();
  learnTransit(mewma, point(100), [1], [90]);
  noteOdd(mewma);
  expect(mewma.transits.slack).toEqual([3]);
  endTransition(mewma);
  expect(mewma.transits).toEqual({ count: 8, slack: [3] });
  // Supply air leaps when the cooling stops: the beginning counts at once.
  for (const [minutes, slack] of [
    [5, 3],
    [4, 9],
  ] as const) {
    mewma.left = leaves(minutes);
    learnTransit(mewma, point(100), [1], [10]);
    expect(mewma.transits.slack).toEqual([slack]);
  }
});
