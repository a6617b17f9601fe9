import { squaredDistance } from "../../math/cholesky";
import type { Row } from "../detector";
import { collectTraining } from "./fit";
import { gainOf } from "./learn";
import { learnPoint, MEMORY_READINGS, POINT_READINGS, type Point } from "./operating_point";
import { followSpacing, smoothInto, smoothOf } from "./smoothing";
import { type Mewma, pointAt, valuesOf } from "./state";
import { transition } from "./transition";

/*
 * A score of 1 is so many times the control limit. The first share, at the root of the number of metrics,
 * leads from there to what chance exceeds once in 10⁸ (chi-squared). The second allows for a normal that was
 * not seen yet: the less was learned, the more of it there is.
 */
const CERTAIN = 3.2;
const DOUBT = 13;
const DOUBT_READINGS = 400;
const DOUBT_POWER = 0.8;
/**
 * The distance of many metrics varies less in proportion (as the root of their number), so it is doubted
 * less.
 */
const FEW_ROOT = Math.sqrt(8);
/** More than this share of the last fifty readings over the control limit: a fault may be growing. */
const SUSPECT_SHARE = 0.05;
const EXCEEDANCE_WEIGHT = 0.02;

/** The figures of one reading. */
export type Observation = {
  score: number;
  /** Squared Mahalanobis distance of the smoothed deviations from their mean: Hotelling's T². */
  distance: number;
  point: Point;
  values: number[];
  /** Smoothed deviations less their mean. */
  off: number[];
};

/**
 * Smooths the deviations of a reading and weighs them together. Undefined while the series, or the operating
 * point that it is at, is being learned.
 * @param learning readings before the first fit
 */
export function observeRow(mewma: Mewma, row: Row, learning: number): Observation | undefined {
  if (mewma.count > 0) return weigh(mewma, row);
  collectTraining(mewma, row, learning);
  return undefined;
}

function weigh(mewma: Mewma, row: Row): Observation | undefined {
  const { at, mode, metrics } = row;
  const values = valuesOf(mewma, metrics);
  if (!values.some((value) => value === value)) return undefined;
  const point = pointAt(mewma, row);
  followSpacing(mewma, at);
  const other = transition(mewma, row);
  if (point.count < POINT_READINGS) {
    // On the way to a point, a temperature that follows late is not normal there.
    if (mewma.left === null) learnPoint(point, values, gainOf(mewma), MEMORY_READINGS);
    return undefined;
  }
  const off = smoothInto(mewma, smoothOf(mewma, mode), at, { point, other, values });
  const distance = squaredDistance(mewma.inverse_root, off);
  const { control_limit, recent_exceedance } = mewma;
  mewma.recent_exceedance += EXCEEDANCE_WEIGHT * (Number(distance > control_limit) - recent_exceedance);
  return { score: distance / (control_limit * warningRatio(mewma)), distance, point, values, off };
}

/** How many times the control limit is a warning. */
function warningRatio({ count, metrics }: Mewma): number {
  const doubt = DOUBT * (DOUBT_READINGS / count) ** DOUBT_POWER;
  const root = Math.sqrt(metrics.length);
  return 1 + CERTAIN / root + doubt * Math.min(1, FEW_ROOT / root);
}

/** Whether a fault may be growing that is too small for an alarm yet. */
export function isSuspect({ recent_exceedance }: Mewma): boolean {
  return recent_exceedance > SUSPECT_SHARE;
}
