import { type Mewma, type Row, refactor } from "../mewma/state";
import {
  learnPoint,
  MEMORY_READINGS,
  normalAt,
  type Point,
  pointName,
  spanOf,
  spreadAt,
} from "../mewma/operating_point";

/** Learns a reading apart, in case it turns out to be a new normal. */
export function learnApart(
  mewma: Mewma,
  candidate: Record<string, Point>,
  { mode, metrics }: Row,
  values: readonly number[],
) {
  const name = pointName(mode, spanOf(mewma.driver, metrics));
  learnPoint(normalAt(candidate, name, values.length), values, 1, MEMORY_READINGS);
}

/**
 * Takes what was learned apart for another way of being normal: from now on both, and what lies between them, are. Each
 * counts half, so mean and variance are those of a mixture.
 */
export function accept(mewma: Mewma, candidate: Record<string, Point>) {
  const size = mewma.metrics.length;
  const shift = new Array<number>(size).fill(0);
  const shrink = new Array<number>(size).fill(0);
  let total = 0;
  for (const [name, found] of Object.entries(candidate)) {
    const point = normalAt(mewma.points, name, size);
    total += found.count;
    for (let i = 0; i < size; i++) {
      const before = spreadAt(point, i);
      const half = (found.mean[i]! - point.mean[i]!) / 2;
      point.mean[i]! += half;
      point.variance[i] = (point.variance[i]! + found.variance[i]!) / 2 + half * half;
      shift[i]! += (found.count * half) / spreadAt(point, i);
      shrink[i]! += (found.count * before) / spreadAt(point, i);
    }
  }
  if (total === 0) return;
  for (let row = 0; row < size; row++) {
    mewma.mean[row]! *= shrink[row]! / total;
    for (let column = 0; column < size; column++) {
      const place = row * size + column;
      mewma.covariance[place]! *= (shrink[row]! / total) * (shrink[column]! / total);
      mewma.covariance[place]! += (shift[row]! / total) * (shift[column]! / total);
    }
  }
  mewma.smooth = {};
  mewma.doubtful = 0;
  refactor(mewma);
}
