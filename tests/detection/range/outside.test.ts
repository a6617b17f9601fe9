import { expect, test } from "bun:test";
import { confirmRange } from "../../../src/detection/range/between";
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
  expect(isRangeKnown(learned(89), normal, 0)).toBe(false);
  expect(rangeOf(learned(89), normal, 0)).toEqual({ low: -Infinity, high: Infinity });
  expect(isTold(learned(89), 1000)).toBe(false);
  expect(isRangeKnown(learned(100), normal, 0)).toBe(true);
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

/** Goes on without being learned, as a fault may be growing. */
function confirmed(ranges: Ranges, from: number, to: number, valueAt: (minute: number) => number) {
  for (let minute = from; minute < to; minute++)
    confirmRange(ranges, normal, { plain: [valueAt(minute)], at: minute * MINUTE_MS });
  return ranges;
}

test("of a metric that goes between two ends, nothing is normal that is three fifths of its range beyond", () => {
  // Twenty minutes in each state: five visits.
  const { low, high } = rangeOf(learned(200, 20), normal, 0);
  expect([low, high]).toEqual([-17.5 - 0.6 * 35, 17.5 + 0.6 * 35]);
});

test("readings that are not learned make a range known that they come back to, but no edge firm", () => {
  const ranges = learned(70, 10);
  expect(
    isRangeKnown(
      confirmed(ranges, 70, 90, (minute) => state(minute, 10)),
      normal,
      0,
    ),
  ).toBe(false);
  expect(
    isRangeKnown(
      confirmed(ranges, 90, 1000, (minute) => state(minute, 10)),
      normal,
      0,
    ),
  ).toBe(true);
  expect(rangeOf(ranges, normal, 0).high).toBeCloseTo(17.5 + 0.6 * 35, 6);
  expect(isTold(ranges, 90)).toBe(true);
  expect(isTold(ranges, 70)).toBe(false);
});

test("readings beyond the records, or in between, make no range known", () => {
  const far = confirmed(learned(70, 10), 70, 1000, () => 90);
  expect(isRangeKnown(far, normal, 0)).toBe(false);
  expect(far.high).toEqual([17.5]);
  // One state was all that was learned: the other is no return.
  expect(
    isRangeKnown(
      confirmed(learned(20, 60), 20, 1000, (minute) => state(minute, 60)),
      normal,
      0,
    ),
  ).toBe(false);
});
