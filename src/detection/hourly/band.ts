import { lasts } from "../range/outside";
import { BAND_SD } from "../range/ranges";
import { HOUR_READINGS, type Observation } from "./score";
import { hourAt, type Hourly } from "./state";

/** Notes whether a value lies outside the band of its hour, before it is learned. */
export function noteBand(state: Hourly, at: number, { value, mean, sd }: Observation) {
  const isKnown = hourAt(state, at)[0] > HOUR_READINGS;
  if (!isKnown || Math.abs(value - mean) <= BAND_SD * sd) {
    delete state.off_band;
    return;
  }
  const [since, readings] = state.off_band ?? [at, 0];
  state.off_band = [since, readings + 1, at];
}

/** Since when the values have been outside the band, if that has lasted for ten minutes. */
export function outsideBandSince({ off_band }: Hourly): number | undefined {
  if (!off_band) return undefined;
  const [since, readings, newest] = off_band;
  return lasts([since, readings], newest) ? since : undefined;
}
