import cdf from "@stdlib/stats-base-dists-t-cdf";
import type { Estimate } from "../domain/training/baseline";

/**
 * An estimate with its t and two-sided p value by Student's t distribution.
 * @param degrees degrees of freedom, above 0
 */
export function estimate(value: number, std_error: number, degrees: number): Estimate {
  const t = value === 0 ? 0 : value / std_error;
  return { value, std_error, t, p: 2 * cdf(-Math.abs(t), degrees) };
}
