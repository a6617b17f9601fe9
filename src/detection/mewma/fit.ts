import { own } from "../../domain/own_property";
import { SECOND_MS } from "../../domain/time_units";
import { squaredDistance } from "../../math/cholesky";
import type { Kinds, Row } from "../detector";
import { learnRange, newRanges } from "../range/ranges";
import { isJudgedAmong, isWatched } from "../watched_metrics";
import { learnCourse, newCourse } from "./course";
import {
  driverOf,
  learnPoint,
  learnWeather,
  MEMORY_READINGS,
  POINT_READINGS,
  scaleOf,
} from "./operating_point";
import { smoothInto, smoothOf } from "./smoothing";
import { degreesAt, learnMode, type Mewma, pointAt, refreshInverseRoot, valuesOf, weatherOf } from "./state";
import { arrive, endTransition, transition } from "./transition";

/**
 * Readings of the learning period stay in memory, and each doubling of their number fits them anew, up to so
 * many.
 */
const FITTED_READINGS = 400;
/** The smoothed deviations start from nothing; so many readings pass before they have settled. */
const SETTLING_READINGS = 20;
const MIN_FITTED = 50;
/** The control limit is the squared distance that this share of the normal readings stays under. */
export const CONTROL_SHARE = 0.995;
const MAX_METRICS = 200;

/** Keeps a reading of the learning period; fits when there are enough, and again with each doubling. */
export function collectTraining(mewma: Mewma, { at, mode, metrics, kinds }: Row, learning: number) {
  const { rows } = mewma;
  rows.push({ at, mode, metrics });
  const full = Math.max(learning, FITTED_READINGS);
  const due = rows.length >= learning && Number.isInteger(Math.log2(rows.length / learning));
  if (due || rows.length >= full) fit(mewma, kinds);
  if (rows.length < full) return;
  if (mewma.count > 0) mewma.rows = [];
  else rows.splice(0, full / 2);
}

function fit(mewma: Mewma, kinds: Kinds | undefined) {
  const { rows } = mewma;
  setMetrics(mewma, kinds);
  mewma.points = {};
  mewma.modes = {};
  const { driver } = mewma;
  if (driver !== null)
    mewma.driver_scale = scaleOf(rows.flatMap(({ metrics }) => own(metrics, driver) ?? []));
  for (const row of rows) {
    const point = pointAt(mewma, row);
    learnPoint(point, valuesOf(mewma, row.metrics), 1, MEMORY_READINGS);
    learnWeather(point, weatherOf(mewma, row.metrics), 1, MEMORY_READINGS);
    learnMode(mewma, row.mode, 1);
  }
  mewma.spacing_ms = medianSpacing(rows);
  const smoothed = smoothedRows(mewma);
  if (smoothed.length < MIN_FITTED - SETTLING_READINGS || mewma.metrics.length === 0) {
    mewma.count = 0;
    return;
  }
  mewma.count = rows.length;
  setMoments(mewma, smoothed);
  mewma.control_limit = controlLimit(mewma, smoothed);
  mewma.recent_exceedance = 0;
  mewma.course = newCourse(mewma.metrics.length);
  const [normal, ...others] = Object.values(mewma.points);
  mewma.ranges = newRanges(mewma.metrics.length, others.length > 0 ? undefined : normal?.mean);
  for (const row of rows) {
    const point = pointAt(mewma, row);
    const values = valuesOf(mewma, row.metrics);
    learnCourse(mewma.course, point, { at: row.at, values, degrees: degreesAt(mewma, point, row.metrics) });
    learnRange(mewma.ranges, point, { plain: values, at: row.at, past: true });
  }
}

/** Metrics that at least half of the readings have. */
function setMetrics(mewma: Mewma, kinds: Kinds | undefined) {
  const { rows } = mewma;
  const counts = new Map<string, number>();
  for (const { metrics } of rows)
    for (const metric in metrics) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => count >= rows.length / 2).map(([metric]) => metric);
  // A total that grows is nowhere at home: it sets no operating point.
  mewma.driver = driverOf(common.filter((metric) => isJudgedAmong(metric, kinds)));
  mewma.weather = common.find((metric) => metric.startsWith("outdoor_") && metric !== mewma.driver) ?? null;
  mewma.metrics = common
    .filter((metric) => isWatched(metric, kinds && own(kinds, metric)) && metric !== mewma.driver)
    .slice(0, MAX_METRICS);
}

/** Smoothed deviations of the learning period, from where they have settled. */
function smoothedRows(mewma: Mewma): number[][] {
  mewma.mean = new Array<number>(mewma.metrics.length).fill(0);
  mewma.smooth = {};
  const smoothed: number[][] = [];
  for (const row of mewma.rows) {
    const point = pointAt(mewma, row);
    const passed = row.at - mewma.last_at;
    mewma.last_at = row.at;
    const other = transition(mewma, row, passed);
    const values = valuesOf(mewma, row.metrics);
    if (arrive(mewma, point, { plain: values, at: row.at, passed })) endTransition(mewma);
    mewma.last_values = values;
    if (point.count < POINT_READINGS) continue;
    smoothed.push(smoothInto(mewma, smoothOf(mewma, row.mode), row.at, { point, other, values }));
  }
  return smoothed.slice(SETTLING_READINGS);
}

function setMoments(mewma: Mewma, smoothed: readonly number[][]) {
  const size = mewma.metrics.length;
  const mean = new Array<number>(size).fill(0);
  for (const row of smoothed) for (let i = 0; i < size; i++) mean[i]! += row[i]! / smoothed.length;
  const covariance = new Array<number>(size * size).fill(0);
  for (const row of smoothed)
    for (let i = 0; i < size; i++) {
      const part = (row[i]! - mean[i]!) / smoothed.length;
      for (let j = 0; j <= i; j++) covariance[i * size + j]! += part * (row[j]! - mean[j]!);
    }
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) covariance[j * size + i] = covariance[i * size + j]!;
  mewma.mean = mean;
  mewma.covariance = covariance;
  refreshInverseRoot(mewma);
}

/** A quantile of the squared distances of the learning period, at least 1. */
function controlLimit({ inverse_root, mean }: Mewma, smoothed: readonly number[][]): number {
  const distances = smoothed.map((row) =>
    squaredDistance(
      inverse_root,
      row.map((value, i) => value - mean[i]!),
    ),
  );
  distances.sort((a, b) => a - b);
  return Math.max(distances[Math.floor(CONTROL_SHARE * (distances.length - 1))]!, 1);
}

function medianSpacing(rows: readonly Row[]): number {
  const spacings = rows.slice(1).map(({ at }, i) => at - rows[i]!.at);
  // A batch from a clock that is ahead is of one instant, and does not say how often its machine sends.
  return spacings.sort((a, b) => a - b)[Math.floor(spacings.length / 2)] || SECOND_MS;
}
