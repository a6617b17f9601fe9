const WARNING_SD = 2;
const CRITICAL_SD = 3;
/** A deviation counts when it has held for so many readings in a row, on one side. */
const HELD_READINGS = 5;
const SMOOTHING = 0.2;
/** Deviations beyond this count as this, so that a recovered metric is soon seen to be so. */
const MAX_SD = 50;

/** How one metric has been off lately. Counts are signed by the side; sums and scores in sd. */
export type Strain = {
  /** Readings in a row beyond the warning and the critical distance. */
  off: number;
  far: number;
  /** Sum of the deviations of the `off` readings. */
  sum: number;
  /** Smoothed deviation. */
  smooth: number;
};

/** A metric that has not been off. */
export function newStrain(): Strain {
  return { off: 0, far: 0, sum: 0, smooth: 0 };
}

/**
 * Adds what one reading shows to how the metric has been off.
 * @param deviation distance from the normal in sd, signed
 */
export function strainBy(strain: Strain, deviation: number) {
  const size = Math.max(-MAX_SD, Math.min(deviation, MAX_SD));
  strain.off = run(strain.off, size, WARNING_SD);
  strain.far = run(strain.far, size, CRITICAL_SD);
  strain.sum = Math.abs(strain.off) > 1 ? strain.sum + size : size;
  strain.smooth += SMOOTHING * (size - strain.smooth);
  // What has held is believed at once; only noise needs smoothing.
  if (Math.abs(strain.off) === HELD_READINGS) strain.smooth = strain.sum / HELD_READINGS;
}

function run(length: number, deviation: number, limit: number): number {
  if (Math.abs(deviation) < limit) return 0;
  const side = Math.sign(deviation);
  return length * side > 0 ? length + side : side;
}

/** Off for long enough to count. */
export function isHeld({ off }: Strain): boolean {
  return Math.abs(off) >= HELD_READINGS;
}

/** Off by the critical distance for long enough. */
export function isCritical({ far }: Strain): boolean {
  return Math.abs(far) >= HELD_READINGS;
}
