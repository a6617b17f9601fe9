/** Moments of one number: how many values there were, their mean, their variance (of the population). */
export type Moments = [count: number, mean: number, variance: number];

/** A number that never moved may still move by this share of itself: sensors have steps. */
const SD_FLOOR_SHARE = 0.005;
const SD_FLOOR = 1e-9;

export function newMoments(): Moments {
  return [0, 0, 0];
}

/**
 * Exponentially weighted mean and variance, exact over the first `memory` values (Finch, "Incremental
 * calculation of weighted mean and variance", 2009, section 9).
 * @param memory values after which older ones fade; Infinity for none
 */
export function learn(moments: Moments, value: number, memory: number) {
  const [before, mean, variance] = moments;
  const count = before + 1;
  const weight = 1 / Math.min(count, memory);
  const step = weight * (value - mean);
  moments[0] = count;
  moments[1] = mean + step;
  moments[2] = (1 - weight) * (variance + step * (value - mean));
}

/** Standard deviation, never 0. */
export function spread([, mean, variance]: Moments): number {
  return Math.max(Math.sqrt(variance), SD_FLOOR_SHARE * Math.abs(mean) + SD_FLOOR);
}
