import { own, ownNumber } from "../../domain/own_property";
import { spreadAt } from "../spread";

/** Programs that send a counter as the mode must not grow the state without end. */
const MAX_POINTS = 160;
/** Driver values that differ by less than this share are one operating point. */
const DRIVER_SHARE = 0.06;
/** Of its usual value: below this the spans of a driver are even. */
const SCALE_SHARE = 0.2;
/** Outdoor temperatures that differ by less are one operating point, °C. */
const DEGREES = 3;
/** A value further off counts as so many sd, once its point is known: a spike moves little. */
const CLIP_SD = 4;
/** Memory of a normal in readings: two weeks of minutes. */
export const MEMORY_READINGS = 20_160;
/** Readings at an operating point before it is judged there. */
export const POINT_READINGS = 30;
/** A driver this low stands still. */
const STANDSTILL = 0.01;

/** Metrics that set the operating point of a machine that reports its power, the best first. */
const DRIVERS: readonly RegExp[] = [/^speed_/, /flow_/, /^throughput_/, /^outdoor_/];

/** The normal at one operating point; means and variances in the order of the metrics. */
export type Point = {
  count: number;
  mean: number[];
  variance: number[];
  /** Mean of the weather at it, where that is known. */
  weather?: number;
};

/**
 * The metric that power follows by nature, and the others with it: speed, flow, throughput or the weather. It
 * says how the machine is run, so its value is no fault by itself. A machine that does not report its power
 * has none.
 */
export function driverOf(metrics: readonly string[]): string | null {
  if (!metrics.includes("power_kw")) return null;
  for (const pattern of DRIVERS) {
    const driver = metrics.find((metric) => pattern.test(metric));
    if (driver) return driver;
  }
  return null;
}

/** The name of an operating point: the mode, and the span in which the driver lies. */
export function pointName(mode: string | null, span: number | undefined): string {
  return span === undefined ? (mode ?? "") : `${mode ?? ""} ${span}`;
}

/**
 * The span in which a driver lies; undefined without a driver or its value.
 * @param scale spans are even below this, and a share of the value far above it; 0 in states of before
 */
export function spanOf(
  driver: string | null,
  metrics: Record<string, number>,
  scale = 0,
): number | undefined {
  const value = driver === null ? undefined : ownNumber(metrics, driver);
  if (driver === null || value === undefined) return undefined;
  if (driver.startsWith("outdoor_")) return Math.round(value / DEGREES);
  if (scale > 0) return Math.round(Math.asinh(value / scale) / DRIVER_SHARE);
  return Math.round(Math.log(Math.max(value, STANDSTILL)) / DRIVER_SHARE);
}

/**
 * The scale of a driver, from its values while it is learned: near standstill a share of it means nothing.
 */
export function scaleOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, values.length);
  return Math.max(STANDSTILL, SCALE_SHARE * mean);
}

/**
 * The normal of an operating point, which begins when it is new. All points after the last free place share
 * one.
 */
export function normalAt(points: Record<string, Point>, name: string, size: number): Point {
  const known = own(points, name);
  if (known) return known;
  const key = Object.keys(points).length < MAX_POINTS - 1 ? name : "other";
  const point = own(points, key) ?? newPoint(size);
  points[key] = point;
  return point;
}

function newPoint(size: number): Point {
  return { count: 0, mean: new Array<number>(size).fill(0), variance: new Array<number>(size).fill(0) };
}

/**
 * Learns values (NaN: not in the reading): exact over the first `memory` readings, fading after (Finch,
 * "Incremental calculation of weighted mean and variance", 2009, section 9).
 * @param gain weight of this reading, 1 or less
 */
export function learnPoint(point: Point, values: readonly number[], gain: number, memory: number) {
  point.count += gain;
  const weight = Math.min(1, gain / Math.min(point.count, memory));
  const known = point.count > POINT_READINGS;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const reach = known ? CLIP_SD * spreadAt(point, i) : Infinity;
    const distance = Math.max(-reach, Math.min(reach, value - point.mean[i]!));
    const step = weight * distance;
    point.variance[i] = (1 - weight) * (point.variance[i]! + step * distance);
    point.mean[i]! += step;
  }
}

/** Learns the weather at a point, right after its values. */
export function learnWeather(point: Point, degrees: number | undefined, gain: number, memory: number) {
  if (degrees === undefined) return;
  point.weather ??= degrees;
  point.weather += Math.min(1, gain / Math.min(point.count, memory)) * (degrees - point.weather);
}

/** How far a value is outside the span between two, below 0 when it is under it. */
export function beyondBoth(mean: number, from: number | undefined, value: number): number {
  const origin = from === undefined || Number.isNaN(from) ? mean : from;
  return value - Math.max(Math.min(mean, origin), Math.min(Math.max(mean, origin), value));
}
