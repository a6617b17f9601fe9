import type { Row } from "../detector";
import { forgetStretches } from "../range/outside";
import { acceptRange } from "../range/ranges";
import { spreadAt } from "../spread";
import { learnPoint, MEMORY_READINGS, normalAt, type Point } from "./operating_point";
import { type Mewma, pointNameOf, refreshInverseRoot, settleRanges } from "./state";

/** Abnormal readings by operating point, in case they turn out to be a new normal; plain JSON. */
export type Candidate = Record<string, Point>;

/** Learns a reading apart from the normal. */
export function learnCandidate(mewma: Mewma, candidate: Candidate, row: Row, values: readonly number[]) {
  learnPoint(normalAt(candidate, pointNameOf(mewma, row), values.length), values, 1, MEMORY_READINGS);
}

/**
 * Makes a candidate a second way to be normal: from now on both, and all between them, are. Mean and variance
 * become those of a mixture of two equal halves; the moments of the smoothed deviations move with them,
 * weighted by how much of the candidate each operating point holds.
 */
export function acceptCandidate(mewma: Mewma, candidate: Candidate) {
  const size = mewma.metrics.length;
  const shift = new Array<number>(size).fill(0);
  const shrink = new Array<number>(size).fill(0);
  let total = 0;
  for (const [name, found] of Object.entries(candidate)) {
    settleRanges(mewma, true);
    const point = normalAt(mewma.points, name, size);
    total += found.count;
    for (let i = 0; i < size; i++) {
      const before = spreadAt(point, i);
      const half = (found.mean[i]! - point.mean[i]!) / 2;
      point.mean[i]! += half;
      point.variance[i] = (point.variance[i]! + found.variance[i]!) / 2 + half * half;
      if (mewma.ranges) acceptRange(mewma.ranges, i, half, Math.sqrt(found.variance[i]!));
      shift[i]! += (found.count * half) / spreadAt(point, i);
      shrink[i]! += (found.count * before) / spreadAt(point, i);
    }
  }
  if (total === 0) return;
  moveMoments(
    mewma,
    shift.map((each) => each / total),
    shrink.map((each) => each / total),
  );
  mewma.smooth = {};
  if (mewma.ranges) forgetStretches(mewma.ranges);
  mewma.recent_exceedance = 0;
  refreshInverseRoot(mewma);
}

/**
 * Wider points make the same deviations smaller (`shrink`), and half of the readings lie off their mean
 * (`shift`).
 */
function moveMoments({ mean, covariance }: Mewma, shift: readonly number[], shrink: readonly number[]) {
  const size = mean.length;
  for (let row = 0; row < size; row++) {
    mean[row]! *= shrink[row]!;
    for (let column = 0; column < size; column++) {
      const place = row * size + column;
      covariance[place]! *= shrink[row]! * shrink[column]!;
      covariance[place]! += shift[row]! * shift[column]!;
    }
  }
}
