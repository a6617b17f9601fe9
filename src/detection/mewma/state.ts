import type { Reading } from "../../domain/machine/reading";
import { inverseRoot } from "../../math/cholesky";
import { normalAt, type Point, pointName, spanOf } from "./operating_point";
import { own } from "../../domain/own_property";
import { smoothing } from "./smoothing";

/** The least that a smoothed metric is taken to move, as a share of what noise would. */
const NOISE_SHARE = 0.6;

/** What a detector needs of a reading. */
export type Row = Pick<Reading, "at" | "mode" | "metrics">;

/**
 * What a multivariate exponentially weighted moving average (Lowry et al. 1992) has learned of one machine. Vectors are
 * in the order of `metrics`, matrices row-major; plain JSON.
 */
export type Mewma = {
  /** Readings of the learning period, until that is over. */
  rows: Row[];
  metrics: string[];
  driver: string | null;
  /** What was learned, in readings; 0 until it is fitted. */
  count: number;
  points: Record<string, Point>;
  /** Smoothed deviations of the newest reading of each mode: a heater that fails only while heating shows each time. */
  smooth: Record<string, Smooth>;
  /** Where the driver has been lately, and until when the machine is under way from there. */
  home: number | null;
  home_since: number;
  left: { span: number; until: number } | null;
  /** Mean and covariance of smoothed deviations in normal operation. */
  mean: number[];
  covariance: number[];
  whitener: number[];
  /** Learned readings since the whitener was made. */
  stale: number;
  usual: number;
  doubtful: number;
  spacing_ms: number;
  last_at: number;
};

/** Smoothed deviations, and when they were last moved. */
export type Smooth = { at: number; values: number[] };

/** A machine of which nothing is known. */
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
    whitener: [],
    stale: 0,
    usual: 0,
    doubtful: 0,
    spacing_ms: 0,
    last_at: 0,
  };
}

/** The values of the metrics in their order; NaN where one was not read. */
export function valuesOf({ metrics: names }: Mewma, metrics: Record<string, number>): number[] {
  const values = new Array<number>(names.length);
  for (let i = 0; i < names.length; i++) values[i] = own(metrics, names[i]!) ?? NaN;
  return values;
}

/** The operating point that a reading was taken at. */
export function pointAt(mewma: Mewma, mode: string | null, metrics: Record<string, number>): Point {
  const name = pointName(mode, spanOf(mewma.driver, metrics));
  return normalAt(mewma.points, name, mewma.metrics.length);
}

/** No metric is taken to be steadier than noise is when smoothed: one that stood still while it was learned may move. */
export function refactor(mewma: Mewma) {
  const { covariance, metrics, spacing_ms } = mewma;
  const size = metrics.length;
  const weight = smoothing(spacing_ms);
  const least = (NOISE_SHARE * weight) / (2 - weight);
  const floored = [...covariance];
  for (let i = 0; i < size; i++) floored[i * size + i] = Math.max(floored[i * size + i]!, least);
  mewma.whitener = inverseRoot(floored, size);
  mewma.stale = 0;
}
