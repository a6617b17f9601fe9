import { expect, test } from "bun:test";
import { expectedValue, learnProfile } from "../../../src/detection/on_demand/seasonal_profile";
import type { Moments } from "../../../src/math/moments";
import { createRandom } from "../../../src/math/random";

const HOUR_MS = 3_600_000;
const WEEKS = 3;
const at = Float64Array.from({ length: WEEKS * 168 }, (_, hour) => hour * HOUR_MS);
const chance = createRandom(3);
const noise = at.map(() => chance() - 0.5);
/** Degrees that rise over the weeks, so that they do not follow the clock. */
const weather = at.map((_, hour) => 10 + hour / 50 + 3 * Math.sin(hour / 17));
const hourOfDay = (instant: number) => (instant / HOUR_MS) % 24;
const isDay = (instant: number) => hourOfDay(instant) >= 6 && hourOfDay(instant) < 22;

test("a machine that works in shifts is expected to draw its night power at night", () => {
  const values = at.map((instant, row) => (isDay(instant) ? 50 : 20) + noise[row]!);
  const profile = learnProfile({ at, values, weather: null });
  const monday = 4 * 24 * HOUR_MS; // the epoch began on a Thursday
  expect(expectedValue(profile, monday + 3 * HOUR_MS, NaN)).toBeCloseTo(20, 0);
  expect(expectedValue(profile, monday + 12 * HOUR_MS, NaN)).toBeCloseTo(50, 0);
  expect(profile.residual.sd).toBeLessThan(0.5);
});

test("before 1970 the normal is that of the same hours and weekdays", () => {
  const WEEK_MS = 168 * HOUR_MS;
  const before = at.map((instant) => instant - 100 * WEEK_MS);
  const isWeekend = (instant: number) => [2, 3].includes(Math.floor(instant / HOUR_MS / 24) % 7);
  const values = at.map((instant, row) => (isDay(instant) && !isWeekend(instant) ? 50 : 20) + noise[row]!);
  const [then, now] = [before, at].map((at) => learnProfile({ at, values, weather: null }));
  for (const instant of at)
    expect(expectedValue(then!, instant - 100 * WEEK_MS, NaN)).toBe(expectedValue(now!, instant, NaN));
});

test("a chiller is expected to draw more for each degree outdoors", () => {
  const values = weather.map((degrees, row) => 10 + 2 * degrees + noise[row]!);
  const profile = learnProfile({ at, values, weather });
  expect(profile.perDegree).toBeCloseTo(2, 1);
  expect(expectedValue(profile, 12 * HOUR_MS, 30)).toBeCloseTo(70, 0);
});

test("a machine that follows neither clock nor weather is expected at its mean", () => {
  const values = noise.map((value) => 7 + value);
  const profile = learnProfile({ at, values, weather });
  expect(expectedValue(profile, 3 * HOUR_MS, 35)).toBe(profile.value.overall[1]);
  expect(profile.value.overall[1]).toBeCloseTo(7, 1);
});

test("a learned value is compared with the others of its hour, so it cannot excuse itself", () => {
  const values = at.map((instant, row) => (isDay(instant) ? 50 : 20) + noise[row]!);
  values[0] = 200;
  const profile = learnProfile({ at, values, weather: null });
  expect(200 - expectedValue(profile, 0, NaN, 200)).toBeCloseTo(180, 0);
  expect(profile.residual.high).toBeCloseTo(180, 0);
});

test("an hour that was seen once has no normal of its own yet", () => {
  const hours = Array.from({ length: 48 }, (): Moments => [1, 99, 0]);
  const value = { overall: [100, 10, 1] satisfies Moments, hours };
  const profile = { value, weather: null, perDegree: 0, residual: { sd: 1, low: -1, high: 1 } };
  expect(expectedValue(profile, 0, NaN)).toBe(10);
});

test("missing values change nothing", () => {
  const values = at.map((_, row) => (row % 2 ? 7 : NaN));
  const profile = learnProfile({ at, values, weather });
  expect(profile.value.overall[0]).toBe(at.length / 2);
  expect(expectedValue(profile, 0, NaN)).toBe(7);
});
