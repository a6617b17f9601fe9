import type { Contributor } from "../../domain/alarm/alarm";
import { distanceParts, squaredDistance } from "../../math/cholesky";
import { deviationFrom } from "../deviation";
import { collectTraining, USUAL_SHARE } from "./fit";
import { type Mewma, pointAt, refactor, type Row, valuesOf } from "./state";
import {
  learnPoint,
  MEMORY_READINGS,
  POINT_READINGS,
  type Point,
  pointName,
  spanOf,
  spreadAt,
} from "./operating_point";
import { own } from "../../domain/own_property";
import { transition } from "./transition";
import { followSpacing, smoothInto, smoothOf } from "./smoothing";
import { MINUTE_MS } from "../../domain/time_units";

/** Once it remembers as much, a reading counts by the time it stands for, at most as one of a minute. */
/**
 * A score of 1 is some times that. The share at the root of the number of metrics leads from there to what chance exceeds
 * once in 10⁸ (chi-squared), and the less was learned, the more an unseen normal may differ.
 */
const CERTAIN = 3.2;
const DOUBT = 13;
const DOUBT_READINGS = 400;
const DOUBT_POWER = 0.8;
/** The distance of many metrics varies less in proportion (as the root of their number), so it is doubted less. */
const FEW_ROOT = Math.sqrt(8);
/** When more than this share of the last fifty readings was unusual, nothing is learned: a fault may be growing. */
const DOUBTFUL_SHARE = 0.05;
const DOUBT_WEIGHT = 0.02;
const REFACTOR_EVERY = 32;

/** What one reading shows. A score of 1 is a warning, of 2 critical. */
export type Look = {
  score: number;
  distance: number;
  point: Point;
  values: number[];
  /** Smoothed deviations less their mean. */
  off: number[];
};

/** Share of the learning done, 0 to 1. */
export function learnedShare(mewma: Mewma, learning: number): number {
  return mewma.count > 0 ? 1 : Math.min(1, mewma.rows.length / learning);
}

/**
 * Takes a reading in: its deviations are smoothed and weighed together. Undefined while the machine, or the operating
 * point it is at, is still being learned.
 * @param learning readings after which it is fitted and begins to judge
 */
export function lookAt(mewma: Mewma, reading: Row, learning: number): Look | undefined {
  if (mewma.count > 0) return weigh(mewma, reading);
  collectTraining(mewma, reading, learning);
  return undefined;
}

function weigh(mewma: Mewma, { at, mode, metrics }: Row): Look | undefined {
  const values = valuesOf(mewma, metrics);
  if (!values.some((value) => value === value)) return undefined;
  const point = pointAt(mewma, mode, metrics);
  followSpacing(mewma, at);
  const other = transition(mewma, at, mode, metrics);
  if (point.count < POINT_READINGS) {
    // On the way there a temperature that follows late would teach something wrong.
    if (mewma.left === null) learnPoint(point, values, gainOf(mewma), MEMORY_READINGS);
    return undefined;
  }
  const smooth = smoothOf(mewma, mode);
  const off = smoothInto(mewma, smooth, at, { point, other, values });
  const distance = squaredDistance(mewma.whitener, off);
  mewma.doubtful += DOUBT_WEIGHT * (Number(distance > mewma.usual) - mewma.doubtful);
  return { score: distance / (mewma.usual * timesUsual(mewma)), distance, point, values, off };
}

/** How many times the usual distance is a warning. */
function timesUsual({ count, metrics }: Mewma): number {
  const doubt = DOUBT * (DOUBT_READINGS / count) ** DOUBT_POWER;
  const root = Math.sqrt(metrics.length);
  return 1 + CERTAIN / root + doubt * Math.min(1, FEW_ROOT / root);
}

/** Whether a fault may be growing, too small for an alarm yet. */
export function isDoubtful({ doubtful }: Mewma): boolean {
  return doubtful > DOUBTFUL_SHARE;
}

/** Learns a reading that was found normal. Until the learning period is over it is kept too, to fit anew. */
export function learnLook(
  mewma: Mewma,
  { distance, point, values, off }: Look,
  reading: Row,
  learning: number,
) {
  const { mean, covariance } = mewma;
  const size = off.length;
  if (mewma.left !== null) return;
  const gain = gainOf(mewma);
  learnPoint(point, values, gain, MEMORY_READINGS);
  if (mewma.rows.length > 0) collectTraining(mewma, reading, learning);
  mewma.count = Math.min(mewma.count + gain, MEMORY_READINGS);
  const weight = gain / mewma.count;
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
  mewma.usual *= distance > mewma.usual ? 1 + weight * USUAL_SHARE : 1 - weight * (1 - USUAL_SHARE);
  if (++mewma.stale >= REFACTOR_EVERY) refactor(mewma);
}

/** What a reading counts. */
function gainOf({ count, spacing_ms }: Mewma): number {
  return count < MEMORY_READINGS ? 1 : Math.min(1, spacing_ms / MINUTE_MS);
}

/** What adds most to the score of the present moment, the largest share first. */
export function contributorsOf(
  mewma: Mewma,
  { point, values, off }: Look,
  most: number,
): [Contributor, ...Contributor[]] {
  const parts = distanceParts(mewma.whitener, off).map((part) => Math.max(0, part));
  const total = parts.reduce((a, b) => a + b, 0) || 1;
  const all = mewma.metrics.flatMap((metric, i): Contributor[] => {
    const value = values[i]!;
    if (Number.isNaN(value)) return [];
    return [
      {
        metric,
        value,
        ...deviationFrom(value, point.mean[i]!, spreadAt(point, i)),
        share: parts[i]! / total,
      },
    ];
  });
  const [first, ...others] = all.toSorted((a, b) => b.share - a.share);
  // A reading without any of the metrics is not weighed, so there is one.
  return [first!, ...others.slice(0, most - 1)];
}

/** Mean and spread of a metric where the machine is run now; undefined until learned. */
export function expectationOf(mewma: Mewma, reading: Row, metric: string) {
  const i = mewma.metrics.indexOf(metric);
  if (mewma.count === 0 || i < 0) return undefined;
  const name = pointName(reading.mode, spanOf(mewma.driver, reading.metrics));
  const point = own(mewma.points, name);
  if (!point || point.count < POINT_READINGS) return undefined;
  return { mean: point.mean[i]!, sd: spreadAt(point, i) };
}
