import type { Limit } from "../../../domain/alarm/machine_limits";

/**
 * A value has to come back by this share of its limit before it counts as back, unless the limit says how
 * far.
 */
const HYSTERESIS = 0.02;
/** Modes in which a machine may be below its low limits: it stands. */
const STANDING: ReadonlySet<string> = new Set(["offline", "idle"]);

type Bounds = {
  /** The bound that is broken, and the side of it that the value is on. */
  broken?: { side: "above" | "below"; limit: number };
  /** Only a low bound is broken, in a mode in which that does not count. */
  isSuppressed: boolean;
};

/**
 * The bound that a value breaks.
 * @param isBeyond whether it was beyond before: then it is back only past the dead-band
 * @param mode in lower case
 */
export function brokenBounds(limit: Limit, value: number, isBeyond: boolean, mode: string | null): Bounds {
  const { low, high } = limit;
  if (high !== undefined && value > (isBeyond ? high - deadBand(limit, high) : high))
    return { broken: { side: "above", limit: high }, isSuppressed: false };
  if (low === undefined || value >= (isBeyond ? low + deadBand(limit, low) : low))
    return { isSuppressed: false };
  if (mode !== null && STANDING.has(mode)) return { isSuppressed: true };
  return { broken: { side: "below", limit: low }, isSuppressed: false };
}

function deadBand({ clears_at, dead_band }: Limit, bound: number): number {
  if (clears_at !== undefined) return Math.abs(bound - clears_at);
  return dead_band ?? HYSTERESIS * Math.abs(bound);
}
