import { own } from "../../domain/own_property";
import { squaredDistance } from "../../math/cholesky";
import type { Row } from "../detector";
import { noteRange } from "../range/outside";
import { extrapolate } from "./extrapolate";
import { collectTraining } from "./fit";
import { gainOf } from "./learn";
import { learnPoint, learnWeather, MEMORY_READINGS, POINT_READINGS, type Point } from "./operating_point";
import { followSpacing, smoothInto, smoothOf } from "./smoothing";
import {
  degreesAt,
  doubtsOf,
  learnMode,
  type Mewma,
  plainValues,
  pointAt,
  settleRanges,
  valuesOf,
  weatherOf,
} from "./state";
import { heldScore } from "./stays";
import { arrive, endTransition, learnTransit, slackOf, transition } from "./transition";

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
  /** The values less what weather and hour explain of them, and the weather less its mean at the point. */
  plain: number[];
  degrees: number;
  /** The values at the point that the machine is still on its way from. */
  other?: readonly number[];
  /** The metric that has been outside all that was learned for long. */
  outside?: number;
  /** Smoothed deviations less their mean. */
  off: number[];
};

/**
 * Smooths the deviations of a reading and weighs them together. Undefined while the series, or the operating
 * point that it is at, is being learned.
 * @param learning readings before the first fit
 * @param isWithheld nothing is learned of it, neither of the series nor of the point
 */
export function observeRow(
  mewma: Mewma,
  row: Row,
  learning: number,
  isWithheld = false,
): Observation | undefined {
  if (mewma.count > 0) return weigh(mewma, row, isWithheld);
  if (!isWithheld) collectTraining(mewma, row, learning);
  return undefined;
}

function weigh(mewma: Mewma, row: Row, isWithheld: boolean): Observation | undefined {
  const { at, mode, metrics } = row;
  const values = valuesOf(mewma, metrics);
  if (!values.some((value) => value === value)) return undefined;
  const point = pointAt(mewma, row);
  extrapolate(mewma, point, row);
  const passed = at - mewma.last_at;
  followSpacing(mewma, at);
  const other = transition(mewma, row, passed);
  const degrees = degreesAt(mewma, point, metrics);
  const plain = plainValues(mewma, at, degrees, values);
  if (arrive(mewma, point, { plain, at, passed })) endTransition(mewma);
  mewma.last_values = plain;
  if (point.count < POINT_READINGS) {
    // On the way to a point, a temperature that follows late is not normal there.
    if (mewma.left === null && !isWithheld) learnNewPoint(mewma, point, plain, row);
    return undefined;
  }
  const slack = other && slackOf(mewma);
  if (other && !slack) {
    if (!isWithheld) learnTransit(mewma, point, other, plain);
    return undefined;
  }
  const doubts = doubtsOf(mewma, at, degrees);
  const off = smoothInto(mewma, smoothOf(mewma, mode), at, { point, other, values: plain, slack, doubts });
  const distance = squaredDistance(mewma.inverse_root, off);
  const { control_limit, recent_exceedance } = mewma;
  mewma.recent_exceedance += EXCEEDANCE_WEIGHT * (Number(distance > control_limit) - recent_exceedance);
  settleRanges(mewma);
  const outside = mewma.ranges && !other ? noteRange(mewma.ranges, point, plain, at) : undefined;
  const ratio = control_limit * warningRatio(mewma, mode) * (mewma.lenience ?? 1);
  const score = Math.max(heldScore(mewma, distance / ratio, at), outside === undefined ? 0 : 1);
  return { score, distance, point, values, plain, degrees, off, other, outside };
}

function learnNewPoint(mewma: Mewma, point: Point, plain: readonly number[], { mode, metrics }: Row) {
  const gain = gainOf(mewma);
  learnPoint(point, plain, gain, MEMORY_READINGS);
  learnWeather(point, weatherOf(mewma, metrics), gain, MEMORY_READINGS);
  learnMode(mewma, mode, gain);
}

/** How many times the control limit is a warning. */
function warningRatio({ count, modes, metrics }: Mewma, mode: string | null): number {
  const known = modes
    ? Math.min(count, Object.keys(modes).length * (own(modes, mode ?? "") ?? count))
    : count;
  const doubt = DOUBT * (DOUBT_READINGS / Math.max(1, known)) ** DOUBT_POWER;
  const root = Math.sqrt(metrics.length);
  return 1 + CERTAIN / root + doubt * Math.min(1, FEW_ROOT / root);
}

/** Whether a fault may be growing that is too small for an alarm yet. */
export function isSuspect({ recent_exceedance }: Mewma): boolean {
  return recent_exceedance > SUSPECT_SHARE;
}
