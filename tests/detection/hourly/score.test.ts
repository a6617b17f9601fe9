import { expect, test } from "bun:test";
import { learnValue, observeValue } from "../../../src/detection/hourly/score";
import { hourAt, newHourly, spreadOf } from "../../../src/detection/hourly/state";
import { createRandom } from "../../../src/math/random";
import { DAY_MS, HOUR_MS } from "../../../src/domain/time_units";

const EVERY_MS = HOUR_MS / 4;

/** Days of a value each quarter of an hour: 100 ± 5 from six to six by day, 20 ± 5 by night. */
function learned(days: number) {
  const state = newHourly("visitors");
  const chance = createRandom(3);
  for (let at = 0; at < days * DAY_MS; at += EVERY_MS) {
    const hour = (at % DAY_MS) / HOUR_MS;
    const value = (hour >= 6 && hour < 18 ? 100 : 20) + 5 * (chance() - 0.5);
    learnValue(state, at, observeValue(state, at, value));
  }
  return state;
}

test("each hour has a normal of its own", () => {
  const state = learned(10);
  expect(hourAt(state, 12 * HOUR_MS)[1]).toBeCloseTo(100, 0);
  expect(hourAt(state, 2 * HOUR_MS)[1]).toBeCloseTo(20, 0);
});

test("a value that no hour has seen is an alarm, a value of its hour is below reset", () => {
  const state = learned(10);
  const night = 10 * DAY_MS + 2 * HOUR_MS;
  expect(observeValue(structuredClone(state), night, 20)).toMatchObject({ belowReset: true });
  const odd = observeValue(structuredClone(state), night, 200);
  expect(odd.score).toBeGreaterThan(1);
  expect(odd).toMatchObject({ belowReset: false, value: 200 });
  expect(odd.mean).toBeCloseTo(20, 0);
});

test("a value that is no record among recent readings stays under 1", () => {
  const state = learned(10);
  const night = 10 * DAY_MS + 2 * HOUR_MS;
  const first = observeValue(state, night, 200);
  learnValue(state, night, first);
  const second = observeValue(state, night + EVERY_MS, 190);
  expect(first.score).toBeGreaterThan(1);
  expect(second.score).toBeLessThan(1);
});

test("an hour that is known well takes a wild value for a few sd only", () => {
  const state = learned(40);
  const at = 40 * DAY_MS + 2 * HOUR_MS;
  const hour = hourAt(state, at);
  const [, before] = hour;
  const reach = 6 * spreadOf(state, hour);
  learnValue(state, at, observeValue(state, at, 1e6));
  expect(hour[1] - before).toBeGreaterThan(0);
  expect(hour[1] - before).toBeLessThanOrEqual(0.05 * reach + 1e-9);
});

test("nothing is known at first, and hours before 1970 are hours too", () => {
  const state = newHourly("visitors");
  expect(observeValue(state, 0, 5).score).toBeLessThan(1);
  hourAt(state, -HOUR_MS)[0] = 7;
  expect(state.hours[23]![0]).toBe(7);
});
