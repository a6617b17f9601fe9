import { squaredDistance } from "../../math/cholesky";
import { type Mewma, refactor, type Row, pointAt, valuesOf } from "./state";
import { isWatched } from "../../math/moments";
import { driverOf, learnPoint, MEMORY_READINGS, POINT_READINGS } from "./operating_point";
import { transition } from "./transition";
import { smoothInto, smoothOf } from "./smoothing";

/** Kept from the learning period, and fitted anew with each doubling until there are so many. */
const FITTED_READINGS = 400;
/** The first smoothed readings start from nothing. */
const SETTLING_READINGS = 20;
const MIN_FITTED = 50;
/** What nearly all readings of the learning period stay under is the measure of the score. */
export const USUAL_SHARE = 0.995;
const MAX_METRICS = 200;

/** Keeps a reading of the learning period; fits when there are enough, and again with each doubling. */
export function collectTraining(mewma: Mewma, { at, mode, metrics }: Row, learning: number) {
  const { rows } = mewma;
  rows.push({ at, mode, metrics });
  const full = Math.max(learning, FITTED_READINGS);
  const due = rows.length >= learning && Number.isInteger(Math.log2(rows.length / learning));
  if (due || rows.length >= full) fit(mewma);
  if (rows.length < full) return;
  if (mewma.count > 0) mewma.rows = [];
  else rows.splice(0, full / 2);
}

function fit(mewma: Mewma) {
  const { rows } = mewma;
  const counts = new Map<string, number>();
  for (const { metrics } of rows)
    for (const metric in metrics) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  const common = [...counts].filter(([, count]) => count >= rows.length / 2).map(([metric]) => metric);
  mewma.driver = driverOf(common);
  mewma.metrics = common
    .filter((metric) => isWatched(metric) && metric !== mewma.driver)
    .slice(0, MAX_METRICS);
  mewma.points = {};
  for (const { mode, metrics } of rows)
    learnPoint(pointAt(mewma, mode, metrics), valuesOf(mewma, metrics), 1, MEMORY_READINGS);
  mewma.spacing_ms = medianSpacing(rows);
  const smoothed = smoothedRows(mewma);
  if (smoothed.length < MIN_FITTED - SETTLING_READINGS || mewma.metrics.length === 0) {
    mewma.count = 0;
    return;
  }
  mewma.count = rows.length;
  setMoments(mewma, smoothed);
  const distances = smoothed
    .map((row) =>
      squaredDistance(
        mewma.whitener,
        row.map((value, i) => value - mewma.mean[i]!),
      ),
    )
    .sort((a, b) => a - b);
  mewma.usual = Math.max(distances[Math.floor(USUAL_SHARE * (distances.length - 1))]!, 1);
  mewma.doubtful = 0;
}

/** Smoothed deviations of the learning period, from where they have settled. */
function smoothedRows(mewma: Mewma): number[][] {
  mewma.mean = new Array<number>(mewma.metrics.length).fill(0);
  mewma.smooth = {};
  const smoothed: number[][] = [];
  for (const { at, mode, metrics } of mewma.rows) {
    const point = pointAt(mewma, mode, metrics);
    mewma.last_at = at;
    const other = transition(mewma, at, mode, metrics);
    if (point.count < POINT_READINGS) continue;
    const values = valuesOf(mewma, metrics);
    smoothed.push(smoothInto(mewma, smoothOf(mewma, mode), at, { point, other, values }));
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
  refactor(mewma);
}

function medianSpacing(rows: readonly Row[]): number {
  const spacings = rows.slice(1).map(({ at }, i) => at - rows[i]!.at);
  return Math.max(1, spacings.sort((a, b) => a - b)[Math.floor(spacings.length / 2)] ?? 1000);
}
