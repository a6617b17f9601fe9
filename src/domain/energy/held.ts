import type { Point } from "../machine/reading";
import { medianOfSorted } from "../median";

/** A time over which a value held. Epoch milliseconds, half open. */
export type Held = { from: number; to: number; value: number };

/** A value holds until the next one, but for no longer than so many intervals: what lies beyond is a gap. */
const REACH_INTERVALS = 3;
/** The spacings beside a gap that tell how often a machine sends, and how many of them must be there. */
const NEIGHBOURS = 8;
const MIN_NEIGHBOURS = 5;
/** So many of them must agree with their median, each within so much of it: chance spacings are no pace. */
const AGREEING = 0.75;
const TOLERANCE = 0.2;

/**
 * The times over which values held: each until the next, unless more than three intervals lie between. After
 * the newest value nothing is known yet.
 * @param points of one series, oldest first
 * @param intervalMs the machine's own interval; where it evidently sends less often, that counts
 */
export function heldTimes(points: readonly Point[], intervalMs: number): Held[] {
  const gaps = gapsOf(points);
  return gaps.flatMap((gap, place): Held[] => {
    const { at, value } = points[place]!;
    return isHeld(gaps, place, intervalMs) ? [{ from: at, to: at + gap, value }] : [];
  });
}

/** The milliseconds from each value to the next. */
export function gapsOf(points: readonly Point[]): number[] {
  return points.slice(1).map(({ at }, place) => at - points[place]!.at);
}

/** Whether the value before a gap holds over it. */
export function isHeld(gaps: readonly number[], place: number, intervalMs: number): boolean {
  const gap = gaps[place]!;
  // Most gaps are short: only the others need to know the pace.
  return gap <= REACH_INTERVALS * intervalMs || gap <= REACH_INTERVALS * paceAt(gaps, place, intervalMs);
}

/**
 * How often a machine sends around a gap, in milliseconds: its interval, or the regular spacing beside the
 * gap where that is longer.
 */
export function paceAt(gaps: readonly number[], place: number, intervalMs: number): number {
  const first = Math.max(0, Math.min(place - NEIGHBOURS / 2, gaps.length - NEIGHBOURS - 1));
  const beside = gaps
    .slice(first, first + NEIGHBOURS + 1)
    .filter((_, index) => first + index !== place)
    .sort((a, b) => a - b);
  if (beside.length < MIN_NEIGHBOURS) return intervalMs;
  const usual = medianOfSorted(beside)!;
  const agreeing = beside.filter((gap) => Math.abs(gap - usual) <= TOLERANCE * usual);
  return agreeing.length >= AGREEING * beside.length ? Math.max(intervalMs, usual) : intervalMs;
}
