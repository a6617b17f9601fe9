import { expect, test } from "bun:test";
import { isRangeKnown, noteRange, outsideSince, rangeOf } from "../../../src/detection/range/outside";
import { learnRange, leaveOrigin, newRanges, type Ranges } from "../../../src/detection/range/ranges";
import { HOUR_MS, MINUTE_MS } from "../../../src/domain/time_units";

/** A machine of two states, a value a minute: 20 and 55, the mean and spread of the mixture. */
const normal = { mean: [37.5], variance: [17.5 ** 2] };
const state = (minute: number, each: number) => (minute % (2 * each) < each ? 20 : 55);

function learned(minutes: number, each = 5, origin?: number[]): Ranges {
  const ranges = newRanges(1, origin);
  for (let minute = 0; minute < minutes; minute++)
    learnRange(ranges, normal, { plain: [state(minute, each)], at: minute * MINUTE_MS, past: false });
  return ranges;
}

/** Whether a value that stays for ten minutes is outside. */
const isTold = (ranges: Ranges, value: number) =>
  [0, 5, 10].map((minute) => noteRange(ranges, normal, [value], minute * MINUTE_MS)).at(-1) === 0;

test("the range is known after nine blocks of ten minutes, not before", () => {
  expect(isRangeKnown(learned(89))).toBe(false);
  expect(rangeOf(learned(89), normal, 0)).toEqual({ low: -Infinity, high: Infinity });
  expect(isTold(learned(89), 1000)).toBe(false);
  expect(isRangeKnown(learned(100))).toBe(true);
  expect(isTold(learned(100), 1000)).toBe(true);
});

test("an edge that was come back to again and again is told a little beyond, another far beyond", () => {
  expect(rangeOf(learned(480), normal, 0).high).toBeCloseTo(17.5 + 0.06 * 35, 6);
  // Three hours in each state: two visits.
  expect(rangeOf(learned(700, 180), normal, 0).high).toBeGreaterThan(17.5 + 8);
});

test("a record that is broken begins the count of visits anew", () => {
  const ranges = learned(480);
  learnRange(ranges, normal, { plain: [60], at: 480 * MINUTE_MS, past: true });
  learnRange(ranges, normal, { plain: [55], at: 490 * MINUTE_MS, past: true });
  expect(rangeOf(ranges, normal, 0).high).toBeGreaterThan(22.5 + 8);
});

test("what was measured from a mean that still moved is where it was after it has settled", () => {
  const ranges = learned(480, 5, [20]);
  const before = rangeOf(ranges, normal, 0);
  expect(before.high).toBeCloseTo(19.6, 6);
  leaveOrigin(ranges, normal);
  expect(rangeOf(ranges, normal, 0)).toEqual(before);
});

test("a value outside all that was learned is outside its band, however wide that is", () => {
  const ranges = learned(480);
  const at = 8 * HOUR_MS;
  for (const minute of [0, 5, 10]) noteRange(ranges, normal, [62], at + minute * MINUTE_MS);
  expect(outsideSince(ranges, 0, at + 10 * MINUTE_MS)).toBe(at);
});
