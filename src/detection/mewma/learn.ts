import { MINUTE_MS } from "../../domain/time_units";
import type { Lesson, Row } from "../detector";
import { learnRange, newRanges } from "../range/ranges";
import { collectTraining, CONTROL_SHARE } from "./fit";
import { learnCourse } from "./course";
import { learnPoint, learnWeather, MEMORY_READINGS } from "./operating_point";
import { notePast } from "./past";
import type { Observation } from "./score";
import { learnMode, type Mewma, refreshInverseRoot, weatherOf } from "./state";
import { learnTransit } from "./transition";

/** Readings between two inverse roots: one costs as much as many readings. */
const REFRESH_EVERY = 32;

/**
 * Learns a normal reading: its operating point, the mean and covariance of the smoothed deviations (as
 * `learnPoint`), and the control limit, a quantile followed by steps (stochastic approximation, Robbins and
 * Monro 1951). In the learning period the reading stays in memory too, to be fitted anew.
 */
export function learnNormal(
  mewma: Mewma,
  { score, distance, point, values, plain, degrees, off, other }: Observation,
  row: Row,
  { learning, past = false }: Pick<Lesson, "learning" | "past">,
) {
  if (past) notePast(mewma, score, row.at);
  // On the way from one operating point to another a reading belongs to neither.
  if (mewma.left !== null) {
    if (other && score < 1) learnTransit(mewma, point, other, plain);
    return;
  }
  const gain = gainOf(mewma);
  // A refit replaces them by moments that have learned this reading already.
  const { mean, covariance } = mewma;
  if (mewma.course) learnCourse(mewma.course, point, { at: row.at, values, degrees });
  mewma.ranges ??= newRanges(plain.length);
  learnRange(mewma.ranges, point, { plain, at: row.at, past });
  learnPoint(point, plain, gain, MEMORY_READINGS);
  learnWeather(point, weatherOf(mewma, row.metrics), gain, MEMORY_READINGS);
  learnMode(mewma, row.mode, gain);
  if (mewma.rows.length > 0) collectTraining(mewma, row, learning);
  // Of a past that is abnormal its course is learned, but not how much normal readings vary.
  if (past && score >= 1) return;
  mewma.count = Math.min(mewma.count + gain, MEMORY_READINGS);
  const weight = gain / mewma.count;
  learnMoments(mean, covariance, off, weight);
  const isOver = distance > mewma.control_limit;
  mewma.control_limit *= isOver ? 1 + weight * CONTROL_SHARE : 1 - weight * (1 - CONTROL_SHARE);
  if (++mewma.stale >= REFRESH_EVERY) refreshInverseRoot(mewma);
}

function learnMoments(mean: number[], covariance: number[], off: readonly number[], weight: number) {
  const size = off.length;
  for (let row = 0; row < size; row++) {
    const step = weight * off[row]!;
    mean[row]! += step;
    for (let column = 0; column <= row; column++) {
      const place = row * size + column;
      const moved = (1 - weight) * (covariance[place]! + step * off[column]!);
      covariance[place] = moved;
      covariance[column * size + row] = moved;
    }
  }
}

/**
 * The weight of a reading: 1 until the memory is full, then the time that it stands for, at most a minute.
 */
export function gainOf({ count, spacing_ms }: Mewma): number {
  return count < MEMORY_READINGS ? 1 : Math.min(1, spacing_ms / MINUTE_MS);
}
