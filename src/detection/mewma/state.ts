import { own } from "../../domain/own_property";
import { inverseRoot } from "../../math/cholesky";
import type { Row } from "../detector";
import { normalAt, type Point, pointName, spanOf } from "./operating_point";
import { smoothingWeight } from "./smoothing";

/** The least that a smoothed metric is taken to vary, as a share of what pure noise would. */
const NOISE_SHARE = 0.6;

/**
 * All that is learned of one series. Vectors are in the order of `metrics`, matrices row-major; plain JSON.
 */
export type Mewma = {
  /** Readings of the learning period, until that is over. */
  rows: Row[];
  metrics: string[];
  /** The metric that sets the operating point; null when there is none. */
  driver: string | null;
  /** Weight of what is learned, in readings; 0 before the first fit. */
  count: number;
  points: Record<string, Point>;
  /** Smoothed deviations by mode: a heater that fails only while heating shows each time. */
  smooth: Record<string, Smooth>;
  /** The driver's span of late, and since when; the span that the machine is still on its way from. */
  home: number | null;
  home_since: number;
  left: { span: number; until: number } | null;
  /** Mean and covariance of the smoothed deviations in normal operation. */
  mean: number[];
  covariance: number[];
  /** Inverse of the Cholesky factor of the covariance. */
  inverse_root: number[];
  /** Readings learned since the inverse root was made. */
  stale: number;
  /** The squared distance that nearly all normal readings stay under. */
  control_limit: number;
  /** Share of the recent readings that exceed it, 0 to 1. */
  recent_exceedance: number;
  spacing_ms: number;
  last_at: number;
};

/** Smoothed deviations in sd, and the instant of the last one. */
export type Smooth = { at: number; values: number[] };

export function newMewma(): Mewma {
  return {
    rows: [],
    metrics: [],
    driver: null,
    count: 0,
    points: {},
    smooth: {},
    home: null,
    home_since: 0,
    left: null,
    mean: [],
    covariance: [],
    inverse_root: [],
    stale: 0,
    control_limit: 0,
    recent_exceedance: 0,
    spacing_ms: 0,
    last_at: 0,
  };
}

/** The values of the metrics in their order; NaN where the reading has none. */
export function valuesOf({ metrics: names }: Mewma, metrics: Record<string, number>): number[] {
  const values = new Array<number>(names.length);
  for (let i = 0; i < names.length; i++) values[i] = own(metrics, names[i]!) ?? NaN;
  return values;
}

/** The name of the operating point of a reading. */
export function pointNameOf({ driver }: Mewma, { mode, metrics }: Pick<Row, "mode" | "metrics">): string {
  return pointName(mode, spanOf(driver, metrics));
}

/** The operating point of a reading, which begins when it is new. */
export function pointAt(mewma: Mewma, row: Pick<Row, "mode" | "metrics">): Point {
  return normalAt(mewma.points, pointNameOf(mewma, row), mewma.metrics.length);
}

/**
 * Makes the inverse root anew. No metric is taken to be steadier than smoothed noise is, w / (2 − w) of its
 * variance: one that stood still in the learning period may move.
 */
export function refreshInverseRoot(mewma: Mewma) {
  const { covariance, metrics, spacing_ms } = mewma;
  const size = metrics.length;
  const weight = smoothingWeight(spacing_ms);
  const least = (NOISE_SHARE * weight) / (2 - weight);
  const floored = [...covariance];
  for (let i = 0; i < size; i++) floored[i * size + i] = Math.max(floored[i * size + i]!, least);
  mewma.inverse_root = inverseRoot(floored, size);
  mewma.stale = 0;
}
