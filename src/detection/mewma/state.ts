import { own, ownNumber } from "../../domain/own_property";
import { inverseRoot } from "../../math/cholesky";
import type { Row } from "../detector";
import { leaveOrigin, type Ranges } from "../range/ranges";
import { type Course, courseAt, courseDoubt } from "./course";
import { MEMORY_READINGS, normalAt, type Point, pointName, spanOf } from "./operating_point";
import type { Past } from "./past";
import { smoothingWeight } from "./smoothing";
import type { OddStays } from "./stays";

/** The least that a smoothed metric is taken to vary, as a share of what pure noise would. */
const NOISE_SHARE = 0.6;

/**
 * All that is learned of one series. Vectors are in the order of `metrics`, matrices row-major; plain JSON.
 */
export type Mewma = {
  /** Readings of the learning period, until that is over. */
  rows: Row[];
  metrics: string[];
  /** The metric that sets the operating point; null when there is none. */
  driver: string | null;
  /** Below this value the driver's spans are even; absent in states of before. */
  driver_scale?: number;
  /** The metric that says how warm it is outdoors, where that is not the driver. */
  weather?: string | null;
  /** Weight of what is learned, in readings; 0 before the first fit. */
  count: number;
  /** The same by mode; absent in states of before. */
  modes?: Record<string, number>;
  /** What the weather and the hour explain beside the operating point; absent before the first fit. */
  course?: Course;
  points: Record<string, Point>;
  /** How far the metrics were from their operating point; absent before the first fit. */
  ranges?: Ranges;
  /** What a past had in excursions, and by how much the scores are divided for them. */
  past?: Past;
  lenience?: number;
  /** Smoothed deviations by mode: a heater that fails only while heating shows each time. */
  smooth: Record<string, Smooth>;
  /** The driver's span of late, and since when; the span that the machine is still on its way from. */
  home: number | null;
  home_since: number;
  /** The same of the mode. */
  home_mode?: { mode: string | null; since: number };
  /** Mean length of a stay by mode, milliseconds; and the stays that were odd of late. */
  stays?: Record<string, number>;
  odd_stays?: OddStays;
  left: Left | null;
  /** Transitions so far, and how far beyond both points each metric was in them. */
  transits?: { count: number; slack: number[] };
  /** The values of the newest reading, less what weather and hour explain. */
  last_values?: number[];
  /** Mean and covariance of the smoothed deviations in normal operation. */
  mean: number[];
  covariance: number[];
  /** Inverse of the Cholesky factor of the covariance. */
  inverse_root: number[];
  /** Readings learned since the inverse root was made. */
  stale: number;
  /** The squared distance that nearly all normal readings stay under. */
  control_limit: number;
  /** Share of the recent readings that exceed it, 0 to 1. */
  recent_exceedance: number;
  spacing_ms: number;
  last_at: number;
};

/** The operating point that a machine is on its way from, and its values there. */
type Left = {
  span: number | null;
  mode?: string | null;
  values?: readonly number[];
  until: number;
  off?: number[];
  /** How far beyond both points each metric was so far, and whether the machine was abnormal meanwhile. */
  slack?: number[];
  isOdd?: boolean;
};

/** Smoothed deviations in sd, and the instant of the last one. */
export type Smooth = { at: number; values: number[] };

export function newMewma(): Mewma {
  return {
    rows: [],
    metrics: [],
    driver: null,
    count: 0,
    points: {},
    smooth: {},
    home: null,
    home_since: 0,
    left: null,
    mean: [],
    covariance: [],
    inverse_root: [],
    stale: 0,
    control_limit: 0,
    recent_exceedance: 0,
    spacing_ms: 0,
    last_at: 0,
  };
}

/** The values of the metrics in their order; NaN where the reading has none. */
export function valuesOf({ metrics: names }: Mewma, metrics: Record<string, number>): number[] {
  const values = new Array<number>(names.length);
  for (let i = 0; i < names.length; i++) values[i] = ownNumber(metrics, names[i]!) ?? NaN;
  return values;
}

/** Programs that send a counter as the mode must not grow the state without end. */
const MAX_MODES = 16;

/** The key of a mode in a record by mode. All modes that come after the last free place share one. */
export function modeKey(record: Record<string, unknown>, mode: string | null): string {
  const name = mode ?? "";
  return Object.hasOwn(record, name) || Object.keys(record).length < MAX_MODES - 1 ? name : "other";
}

/** Counts a reading of a mode. */
export function learnMode({ modes }: Mewma, mode: string | null, gain: number) {
  if (!modes) return;
  const key = modeKey(modes, mode);
  modes[key] = Math.min((own(modes, key) ?? 0) + gain, MEMORY_READINGS);
}

/** The weather in a reading. */
export function weatherOf({ weather }: Mewma, metrics: Record<string, number>): number | undefined {
  return weather ? ownNumber(metrics, weather) : undefined;
}

/** The weather less its mean at an operating point; NaN where it is not known. */
export function degreesAt({ weather }: Mewma, point: Point, metrics: Record<string, number>): number {
  if (!weather || point.weather === undefined) return NaN;
  return (ownNumber(metrics, weather) ?? NaN) - point.weather;
}

/** The values less what the weather (as `degreesAt`) and the hour explain of them. */
export function plainValues({ course }: Mewma, at: number, degrees: number, values: number[]): number[] {
  if (!course?.explains) return values;
  const plain = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) plain[i] = values[i]! - courseAt(course, i, at, degrees);
  return plain;
}

/** How far what weather (as `degreesAt`) and hour explain of each value may be wrong. */
export function doubtsOf({ course, metrics }: Mewma, at: number, degrees: number): number[] | undefined {
  if (!course?.explains) return undefined;
  const doubts = new Array<number>(metrics.length);
  for (let i = 0; i < metrics.length; i++) doubts[i] = courseDoubt(course, i, at, degrees);
  return doubts;
}

/** The name of the operating point of a reading. */
export function pointNameOf(
  { driver, driver_scale }: Mewma,
  { mode, metrics }: Pick<Row, "mode" | "metrics">,
): string {
  return pointName(mode, spanOf(driver, metrics, driver_scale));
}

/** The operating point of a reading, which begins when it is new. */
export function pointAt(mewma: Mewma, row: Pick<Row, "mode" | "metrics">): Point {
  return normalAt(mewma.points, pointNameOf(mewma, row), mewma.metrics.length);
}

/**
 * Ranges are measured from one fixed place until the only operating point has settled, or is no longer the
 * only one: while its mean still moves from one state of a machine to the next, distances from it mean
 * nothing.
 * @param isMoved whether its mean is about to be moved
 */
export function settleRanges({ ranges, points }: Mewma, isMoved = false) {
  if (!ranges?.origin) return;
  const normals = Object.values(points);
  const hasSettled = normals.length > 1 || normals[0]!.count >= MEMORY_READINGS;
  if (isMoved || hasSettled) leaveOrigin(ranges, normals[0]!);
}

/**
 * Makes the inverse root anew. No metric is taken to be steadier than smoothed noise is, w / (2 − w) of its
 * variance: one that stood still in the learning period may move.
 */
export function refreshInverseRoot(mewma: Mewma) {
  const { covariance, metrics, spacing_ms } = mewma;
  const size = metrics.length;
  const weight = smoothingWeight(spacing_ms);
  const least = (NOISE_SHARE * weight) / (2 - weight);
  const floored = [...covariance];
  for (let i = 0; i < size; i++) floored[i * size + i] = Math.max(floored[i * size + i]!, least);
  mewma.inverse_root = inverseRoot(floored, size);
  mewma.stale = 0;
}
