import type { Point } from "../machine/reading";
import { median } from "../median";
import { DAY_MS, HOUR_MS } from "../time_units";

/** What a counter grew by between two of its values. Epoch milliseconds, in the counter's unit. */
export type Growth = { from: number; to: number; value: number };

/** A counter knows what was drawn over a gap, but not when: over a longer one it is not booked. */
const LONGEST_GAP_MS = 3 * DAY_MS;
/** A fall to less than this share of the value before is a reset: it counts from zero again. */
const NEAR_ZERO = 0.1;
/** A value that its series leaves again within so many values was a glitch. */
const GLITCH_VALUES = 3;
/** Taking back means: so much of the fall in a single step. */
const MOST = 0.8;
/** Where registers and displays roll over: counts of bits, and of decimal digits. */
const MODULI: readonly number[] = [
  ...[15, 16, 24, 31, 32].map((bits) => 2 ** bits),
  ...[3, 4, 5, 6, 7, 8, 9].map((digits) => 10 ** digits),
];
/** A roll-over grows by no more than so many of the usual steps. */
const ROLL_OVER_STEPS = 10;
/** Growing so many times as fast as usual is a new meter or a glitch, not use. */
const IMPLAUSIBLE = 100;
/** Steps that tell what is usual. */
const MIN_STEPS = 5;

/**
 * The growth of a counter between its values, through resets, roll-overs and glitches. A fall that its series
 * takes back is a glitch; a fall to near zero is a roll-over where that fits the pace, else a reset; after
 * any other fall, or a rise beyond belief, it is followed from its new value. A newest value that may still
 * turn out to be a glitch is not counted yet.
 * @param points oldest first
 * @param maxPerHour no growth is faster; without it, a hundred times the usual pace
 */
export function growthOf(points: readonly Point[], maxPerHour?: number): Growth[] {
  const { step, perHour } = usualOf(points);
  const limit = maxPerHour ?? (perHour === undefined ? Infinity : IMPLAUSIBLE * perHour);
  const growth: Growth[] = [];
  let last = points[0];
  for (let place = 1; last && place < points.length; place++) {
    const point = points[place]!;
    const hours = Math.max(1, point.at - last.at) / HOUR_MS;
    const rise = point.value - last.value;
    const isOdd = rise < 0 || rise > limit * hours;
    if (isOdd) {
      const back = returnAfter(points, place, last, limit);
      if (back === "unknown") break;
      // Skipped: the next value is compared with the one before the glitch.
      if (back === "glitch") continue;
    }
    const grown = isOdd ? afterBreak(last.value, point.value, step) : rise;
    if (grown !== null && grown <= limit * hours && point.at - last.at <= LONGEST_GAP_MS)
      growth.push({ from: last.at, to: point.at, value: grown });
    last = point;
  }
  return growth;
}

/** What was counted over a fall or a jump; null when it cannot be known. */
function afterBreak(before: number, after: number, step: number | undefined): number | null {
  const most = step === undefined ? -Infinity : ROLL_OVER_STEPS * step;
  // A meter that is reset often has counted little before: what it counts in some usual steps is near zero
  // too.
  if (after >= before || after > Math.max(NEAR_ZERO * before, most)) return null;
  const modulus = MODULI.find((size) => size >= before && size - before + after <= most);
  return modulus === undefined ? Math.max(0, after) : modulus - before + after;
}

/** Whether a series that has fallen or jumped is soon where it was before. */
function returnAfter(
  points: readonly Point[],
  place: number,
  before: Point,
  limit: number,
): "glitch" | "stays" | "unknown" {
  const odd = points[place]!.value;
  const next = points.slice(place + 1, place + 1 + GLITCH_VALUES);
  if (next.length === 0) return "unknown";
  const isBack = ({ at, value }: Point, index: number) => {
    const since = Math.max(1, at - before.at) / HOUR_MS;
    if (value < before.value || value - before.value > limit * since) return false;
    // In one step: counting up to the old value again takes as long as it took before.
    const preceding = index === 0 ? odd : next[index - 1]!.value;
    return Math.abs(value - preceding) > MOST * Math.abs(before.value - odd);
  };
  return next.some(isBack) ? "glitch" : "stays";
}

/** Median rise of a step, and per hour; undefined when there are too few. */
function usualOf(points: readonly Point[]) {
  const rises = points.slice(1).flatMap(({ at, value }, place) => {
    const before = points[place]!;
    const rise = value - before.value;
    return rise > 0 && at > before.at ? [{ rise, perHour: rise / ((at - before.at) / HOUR_MS) }] : [];
  });
  if (rises.length < MIN_STEPS) return { step: undefined, perHour: undefined };
  return { step: median(rises.map(({ rise }) => rise)), perHour: median(rises.map((each) => each.perHour)) };
}
