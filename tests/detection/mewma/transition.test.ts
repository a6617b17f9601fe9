import { expect, test } from "bun:test";
import { pointName, spanOf, type Point } from "../../../src/detection/mewma/operating_point";
import { newMewma } from "../../../src/detection/mewma/state";
import { transition } from "../../../src/detection/mewma/transition";
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

test("for three quarters of an hour the point that the machine has left is remembered", () => {
  const mewma = state();
  for (let minute = 60; minute < 120; minute++) expect(transition(mewma, row(minute, 100))).toBeUndefined();
  expect(transition(mewma, row(120, 50))).toBe(mewma.full);
  expect(transition(mewma, row(164, 50))).toBe(mewma.full);
  expect(transition(mewma, row(165, 50))).toBeUndefined();
});

test("a driver that jumps all the time is under way once, and then no more", () => {
  const mewma = state();
  const seen = Array.from({ length: 200 }, (_, i) => transition(mewma, row(60 + i, i % 2 ? 100 : 50)));
  expect(seen.findLastIndex((point) => point !== undefined)).toBeLessThanOrEqual(45);
});

test("a point that is not known yet excuses nothing, and without a driver there is no way", () => {
  const mewma = state(10);
  transition(mewma, row(60, 100));
  expect(transition(mewma, row(120, 50))).toBeUndefined();
  expect(mewma.left).not.toBeNull();
  expect(transition({ ...state(), driver: null }, row(60, 100))).toBeUndefined();
});
