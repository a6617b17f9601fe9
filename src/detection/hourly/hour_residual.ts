import type { Contributor } from "../../domain/alarm/alarm";
import { deviationFrom } from "../deviation";
import { HOUR_MS } from "../../domain/time_units";

/** Weight of the newest reading in the smoothed value. */
const SMOOTHING = 0.3;
const DAY_HOURS = 24;
/** An hour's normal follows at least so fast, and one that was seen so often takes a step of at most so many sd. */
const HOUR_WEIGHT = 0.05;
const CLIPPED_AFTER = 50;
const CLIP_SD = 6;
const OVERALL_WEIGHT = 0.0005;
/** What the hours share of the overall variance, so that an even hour is not too strict. */
const OVERALL_SHARE = 0.1;
const HOUR_READINGS = 3;
const TINY_SD = 1e-9;
const BINS = 256;
const BINS_PER_OCTAVE = 8;
/** Old residuals fade from the ranking, ranges do not. */
const FADING = 0.9999;
/** −log10 of how rare both ranks are together: at this sum a reading is an alarm, when it is the record of the last ones. */
const RARE = 3.05;
const RECORD_READINGS = 100;

/** Weights are brought back to 1 past this, before numbers grow without end. */
const MAX_WEIGHT = 1e6;

/** How often a value of each size was seen, in eighths of an octave. What is new weighs more, so that old fades. */
type Ranking = { total: number; weight: number; bins: number[] };
/** Count, mean and variance. */
type Hour = [count: number, mean: number, variance: number];

/** What was learned of a metric that comes alone; plain JSON. */
export type HourResidual = {
  metric: string;
  count: number;
  smooth: number;
  hours: Hour[];
  overall: [mean: number, variance: number];
  low: number;
  high: number;
  residuals: Ranking;
  reaches: Ranking;
  /** The newest sums, a ring. */
  recent: number[];
};

/** Nearer to the hour's normal than this many sd is quiet. */
const CALM_SD = 3;
const CALM_SCORE = 0.5;

/** What one reading shows: a score of 1 is a warning. Expectation of the hour it was read in. */
export type HourLook = { score: number; calm: boolean; value: number; mean: number; sd: number };

/** A metric of which nothing is known. */
export function newHourResidual(metric: string): HourResidual {
  return {
    metric,
    count: 0,
    smooth: 0,
    hours: Array.from({ length: DAY_HOURS }, () => [0, 0, 0]),
    overall: [0, 0],
    low: 0,
    high: 0,
    residuals: newRanking(),
    reaches: newRanking(),
    recent: [],
  };
}

/**
 * Scores a value by how rare two things are together: its distance from what is usual at this hour of the day (UTC), and
 * how far it lies outside all that was seen. Learns it.
 */
export function lookAtHour(state: HourResidual, at: number, value: number): HourLook {
  state.smooth = state.count === 0 ? value : state.smooth + SMOOTHING * (value - state.smooth);
  const hour = state.hours[hourOf(at)]!;
  const mean = hour[0] > 0 ? hour[1] : state.overall[0];
  const sd = Math.sqrt(hour[2] + OVERALL_SHARE * state.overall[1]) || TINY_SD;
  const distance = hour[0] > HOUR_READINGS ? Math.abs(state.smooth - mean) / sd : 0;
  const reach = reachOf(state, value);
  const sum = rarity(state.residuals, distance) + rarity(state.reaches, reach);
  const isRecord = state.recent.every((other) => sum >= other);
  count(state.residuals, distance, FADING);
  count(state.reaches, reach, 1);
  state.recent[state.count % RECORD_READINGS] = sum;
  learn(state, hour, value);
  const score = isRecord ? sum / RARE : Math.min(sum / RARE, 0.99);
  return { score, calm: score < CALM_SCORE && distance < CALM_SD, value, mean, sd };
}

/** Why a value scores as it does. */
export function hourContributor({ metric }: HourResidual, { value, mean, sd }: HourLook): Contributor {
  return { metric, value, share: 1, ...deviationFrom(value, mean, sd) };
}

/** Mean and spread at this hour; undefined for another metric or an hour that was not seen. */
export function hourExpectation({ metric, hours, overall }: HourResidual, at: number, asked: string) {
  const [seen, mean, variance] = hours[hourOf(at)]!;
  if (metric !== asked || seen <= HOUR_READINGS) return undefined;
  return { mean, sd: Math.sqrt(variance + OVERALL_SHARE * overall[1]) || TINY_SD };
}

function hourOf(at: number): number {
  const hours = Math.floor(at / HOUR_MS);
  // Not the remainder, which is negative before 1970.
  return hours - DAY_HOURS * Math.floor(hours / DAY_HOURS);
}

function reachOf({ count: seen, low, high }: HourResidual, value: number): number {
  if (seen < 2) return 0;
  const outside = Math.max(low - value, value - high, 0);
  return outside / (high - low || Math.abs(high) || 1);
}

function learn(state: HourResidual, hour: Hour, value: number) {
  const [before, mean, variance] = hour;
  const weight = Math.max(HOUR_WEIGHT, 1 / (before + 1));
  const reach =
    before > CLIPPED_AFTER ? CLIP_SD * Math.sqrt(variance + OVERALL_SHARE * state.overall[1]) : Infinity;
  const step = Math.max(-reach, Math.min(reach, state.smooth - mean));
  hour[0] = before + 1;
  hour[1] = mean + weight * step;
  hour[2] = (1 - weight) * (variance + weight * step * step);
  state.count++;
  const part = Math.max(OVERALL_WEIGHT, 1 / state.count);
  const move = state.smooth - state.overall[0];
  state.overall = [state.overall[0] + part * move, (1 - part) * (state.overall[1] + part * move * move)];
  state.low = state.count === 1 ? value : Math.min(state.low, value);
  state.high = state.count === 1 ? value : Math.max(state.high, value);
}

function newRanking(): Ranking {
  return { total: 0, weight: 1, bins: new Array<number>(BINS).fill(0) };
}

/** −log10 of the share of what was seen that is larger; of its own size, half. */
function rarity({ total, weight, bins }: Ranking, size: number): number {
  const place = binOf(size);
  let larger = (bins[place]! + weight) / 2;
  for (let bin = place + 1; bin < BINS; bin++) larger += bins[bin]!;
  return -Math.log10(larger / (total + weight));
}

function count(ranking: Ranking, size: number, fading: number) {
  ranking.bins[binOf(size)]! += ranking.weight;
  ranking.total += ranking.weight;
  ranking.weight /= fading;
  if (ranking.weight < MAX_WEIGHT) return;
  ranking.bins = ranking.bins.map((bin) => bin / ranking.weight);
  ranking.total /= ranking.weight;
  ranking.weight = 1;
}

function binOf(size: number): number {
  if (!(size > 0)) return 0;
  return Math.max(1, Math.min(BINS - 1, BINS / 2 + Math.floor(BINS_PER_OCTAVE * Math.log2(size))));
}
