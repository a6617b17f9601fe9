import { count, rarity } from "./ranking";
import { hourAt, type Hourly, spreadOf, varianceOf } from "./state";

/** Weight of the newest reading in the smoothed value. */
const SMOOTHING = 0.3;
/** An hour's normal follows at least so fast. */
const HOUR_WEIGHT = 0.05;
/** An hour that was seen so often takes a step of at most so many sd. */
const CLIPPED_AFTER = 50;
const CLIP_SD = 6;
const OVERALL_WEIGHT = 0.0005;
/** Readings of an hour before it is judged. */
export const HOUR_READINGS = 3;
/** Old residuals fade from the ranking, distances outside the range do not. */
const FADING = 0.9999;
/**
 * −log10 of how rare both are together: at this sum a reading is an alarm, when it is the record of the
 * recent ones.
 */
const RARE = 3.05;
const RECORD_READINGS = 100;
/** A reading that is no record stays under 1. */
const NO_RECORD_SCORE = 0.99;
/** Counts toward the end of an alarm: nearer to the hour's normal than this, and scored under this. */
const RESET_SD = 3;
const RESET_SCORE = 0.5;

/** The figures of one reading; mean and standard deviation of its hour before it was learned. */
export type Observation = {
  score: number;
  belowReset: boolean;
  value: number;
  mean: number;
  sd: number;
  /** Distance from the normal of its hour, distance outside the range so far, and how rare both are. */
  distance: number;
  reach: number;
  rarity: number;
};

/**
 * Scores a value by how rare two things are together: its distance from the normal of its hour of the day
 * (UTC), and its distance outside the range of all values so far.
 */
export function observeValue(state: Hourly, at: number, value: number): Observation {
  state.smooth = state.count === 0 ? value : state.smooth + SMOOTHING * (value - state.smooth);
  const hour = hourAt(state, at);
  const mean = hour[0] > 0 ? hour[1] : state.overall[0];
  const sd = spreadOf(state, hour);
  const distance = hour[0] > HOUR_READINGS ? Math.abs(state.smooth - mean) / sd : 0;
  const reach = reachOf(state, value);
  const sum = rarity(state.residuals, distance) + rarity(state.reaches, reach);
  const isRecord = state.recent.every((other) => sum >= other);
  const score = isRecord ? sum / RARE : Math.min(sum / RARE, NO_RECORD_SCORE);
  const belowReset = score < RESET_SCORE && distance < RESET_SD;
  return { score, belowReset, value, mean, sd, distance, reach, rarity: sum };
}

/** Learns a value that was just observed. */
export function learnValue(state: Hourly, at: number, observed: Observation) {
  count(state.residuals, observed.distance, FADING);
  count(state.reaches, observed.reach, 1);
  state.recent[state.count % RECORD_READINGS] = observed.rarity;
  const hour = hourAt(state, at);
  const [before, mean, variance] = hour;
  const weight = Math.max(HOUR_WEIGHT, 1 / (before + 1));
  const reach = before > CLIPPED_AFTER ? CLIP_SD * Math.sqrt(varianceOf(state, hour)) : Infinity;
  const step = Math.max(-reach, Math.min(reach, state.smooth - mean));
  hour[0] = before + 1;
  hour[1] = mean + weight * step;
  hour[2] = (1 - weight) * (variance + weight * step * step);
  learnOverall(state, observed.value);
}

function learnOverall(state: Hourly, value: number) {
  state.count++;
  const weight = Math.max(OVERALL_WEIGHT, 1 / state.count);
  const step = state.smooth - state.overall[0];
  state.overall = [
    state.overall[0] + weight * step,
    (1 - weight) * (state.overall[1] + weight * step * step),
  ];
  state.low = state.count === 1 ? value : Math.min(state.low, value);
  state.high = state.count === 1 ? value : Math.max(state.high, value);
}

function reachOf({ count: seen, low, high }: Hourly, value: number): number {
  if (seen < 2) return 0;
  const outside = Math.max(low - value, value - high, 0);
  return outside / (high - low || Math.abs(high) || 1);
}
