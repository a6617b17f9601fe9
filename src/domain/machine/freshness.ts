/** So many values of its own interval may be missing before a series, or a machine, has no data. */
const MISSED_VALUES = 3;
/** From a sensor to a screen a value may take so long. */
const ON_THE_WAY_MS = 1_500;
/** A median of fewer gaps than this would be an accident. */
const GAPS_AT_LEAST = 4;
/** Values that come faster than this are shown no faster. */
const INTERVAL_AT_LEAST_MS = 1_000;

/**
 * How long a value holds without a successor, milliseconds.
 * @param slackMs longer for a plant with more machines than a screen can draw at once
 */
export function goneAfter(intervalMs: number, slackMs = 0): number {
  return MISSED_VALUES * Math.max(intervalMs, INTERVAL_AT_LEAST_MS) + ON_THE_WAY_MS + slackMs;
}

/** The usual time between two values of a series, from its last gaps; undefined while it is not known. */
export function usualInterval(gapsMs: readonly number[]): number | undefined {
  if (gapsMs.length < GAPS_AT_LEAST) return undefined;
  return gapsMs.toSorted((a, b) => a - b)[gapsMs.length >> 1];
}

/** The same from few gaps too: the least of them, since one may be an accident. Undefined without any. */
export function likelyInterval(gapsMs: readonly number[]): number | undefined {
  return usualInterval(gapsMs) ?? (gapsMs.length === 0 ? undefined : Math.min(...gapsMs));
}

/** The gaps between these times, oldest first. */
export function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).flatMap((at, index) => (at > times[index]! ? at - times[index]! : []));
}
