/** Means and variances by metric, in the order of the metrics. */
export type Moments = { mean: readonly number[]; variance: readonly number[] };

/** A metric that never moved may still move by this share of itself: sensors have steps. */
const SD_FLOOR_SHARE = 0.005;
const SD_FLOOR = 1e-9;

/** Standard deviation of one metric, never 0. */
export function spreadAt(moments: Moments, i: number): number {
  return Math.max(Math.sqrt(moments.variance[i]!), leastSpread(moments, i));
}

/** The least that a metric is taken to vary. */
export function leastSpread({ mean }: Pick<Moments, "mean">, i: number): number {
  return SD_FLOOR_SHARE * Math.abs(mean[i]!) + SD_FLOOR;
}
