import { type Mewma, refreshInverseRoot } from "./state";
import type { Course } from "./course";
import { dropRange } from "../range/ranges";

/** Standard normal quantile of the share that the control limit is set for. */
const CONTROL_Z = 2.576;
/** The squared distances of real metrics have longer tails than chi-squared. */
const LONGER_TAIL = 2;

/**
 * Drops what was learned of one metric; of the others nothing changes, but the control limit: a counter that
 * was taken for a gauge has raised it beyond all measure, so it begins again from chi-squared at most.
 * @returns false where nothing is left, or the metric has set the operating points: it has to be learned anew
 */
export function dropMetric(mewma: Mewma, metric: string): boolean {
  if (mewma.driver === metric || mewma.weather === metric) return false;
  const place = mewma.metrics.indexOf(metric);
  if (place < 0) return true;
  const size = mewma.metrics.length;
  if (size === 1) return false;
  const less = <T>(values: readonly T[]) => values.toSpliced(place, 1);
  mewma.metrics = less(mewma.metrics);
  for (const point of Object.values(mewma.points)) {
    point.mean = less(point.mean);
    point.variance = less(point.variance);
  }
  for (const smooth of Object.values(mewma.smooth)) smooth.values = less(smooth.values);
  if (mewma.last_values) mewma.last_values = less(mewma.last_values);
  if (mewma.left?.values) mewma.left.values = less(mewma.left.values);
  if (mewma.left?.off) mewma.left.off = less(mewma.left.off);
  if (mewma.left?.slack) mewma.left.slack = less(mewma.left.slack);
  if (mewma.transits) mewma.transits.slack = less(mewma.transits.slack);
  if (mewma.course) dropFromCourse(mewma.course, less);
  if (mewma.ranges) dropRange(mewma.ranges, place);
  mewma.mean = less(mewma.mean);
  mewma.covariance = mewma.covariance.filter(
    (_, at) => at % size !== place && Math.floor(at / size) !== place,
  );
  mewma.control_limit = Math.min(mewma.control_limit, LONGER_TAIL * chiSquared(size - 1));
  mewma.recent_exceedance = 0;
  refreshInverseRoot(mewma);
  return true;
}

function dropFromCourse(course: Course, less: <T>(values: readonly T[]) => T[]) {
  course.counts = less(course.counts);
  course.sums = less(course.sums);
  course.means = course.means.map(less);
  course.levels = less(course.levels);
  course.products = less(course.products);
  course.proofs = less(course.proofs);
  course.slopes = less(course.slopes);
  course.clocks = less(course.clocks);
  course.explains = course.slopes.some((slope) => slope !== 0) || course.clocks.includes(true);
}

/** Its quantile for so many metrics (Wilson and Hilferty 1931). */
function chiSquared(metrics: number): number {
  const part = 2 / (9 * metrics);
  return metrics * (1 - part + CONTROL_Z * Math.sqrt(part)) ** 3;
}
