import { HOUR_MS } from "../../domain/time_units";
import type { HourlyRange } from "./range";
import { newRanking, type Ranking } from "./ranking";

const DAY_HOURS = 24;
/** Share of the overall variance in that of each hour, so that an even hour is not too strict. */
const OVERALL_SHARE = 0.1;
const TINY_SD = 1e-9;

/** Count, mean and variance. */
export type Hour = [count: number, mean: number, variance: number];

/** All that is learned of a metric that comes alone; plain JSON. */
export type Hourly = {
  metric: string;
  count: number;
  /** Smoothed value. */
  smooth: number;
  /** By hour of the day, UTC. */
  hours: Hour[];
  overall: [mean: number, variance: number];
  low: number;
  high: number;
  /** Distances from the normal of the hour, and distances outside the range so far. */
  residuals: Ranking;
  reaches: Ranking;
  /** The newest sums of both rarities, a ring. */
  recent: number[];
  /**
   * The readings outside the band on screens: since when, how many, the newest; absent while there are none.
   */
  off_band?: [since: number, readings: number, newest: number];
  /** Absent in states of before, until the next value. */
  range?: HourlyRange;
};

export function newHourly(metric: string): Hourly {
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

/** The normal of the hour that an instant lies in. */
export function hourAt({ hours }: Hourly, at: number): Hour {
  const sinceEpoch = Math.floor(at / HOUR_MS);
  // Not the remainder, which is negative before 1970.
  return hours[sinceEpoch - DAY_HOURS * Math.floor(sinceEpoch / DAY_HOURS)]!;
}

/** Variance of an hour, with its share of the overall one. */
export function varianceOf({ overall }: Hourly, [, , variance]: Hour): number {
  return variance + OVERALL_SHARE * overall[1];
}

/** Standard deviation of an hour, never 0. */
export function spreadOf(state: Hourly, hour: Hour): number {
  return Math.sqrt(varianceOf(state, hour)) || TINY_SD;
}
