import type { Contributor } from "../model/alarm";
import type { Reading } from "../model/reading";
import { distanceParts, squaredDistance, whitening } from "./cholesky";
import { deviationFrom } from "./deviation";
import { isWatched } from "./moments";
import {
  driverOf,
  learnPoint,
  normalAt,
  POINT_READINGS,
  type Point,
  pointName,
  spanOf,
  spreadAt,
} from "./operating_point";
import { own } from "./own";

/** Kept from the learning period, and fitted anew with each doubling until there are so many. */
const FITTED_READINGS = 400;
/** The first smoothed readings start from nothing. */
const SETTLING_READINGS = 20;
const MIN_FITTED = 50;
/** Readings that a normal remembers: two weeks of minutes. */
const MEMORY_READINGS = 20_160;
/** Once it remembers as much, a reading counts by the time it stands for, at most as one of a minute. */
const MINUTE_MS = 60_000;
/** Smoothing weight at one reading a second; it grows with the root of the spacing, so that hourly rows stand alone. */
const SMOOTHING_AT_1_S = 0.06;
/** What was smoothed so long ago says nothing about now. */
const STALE_MS = 60 * 60_000;
const STALE_READINGS = 30;
const MAX_MODES = 16;
/** A driver that moves by more spans has left its operating point; what follows late may take so long. */
const NEAR_SPANS = 2;
const HOME_WEIGHT = 0.1;
const PASSAGE_MS = 45 * 60_000;
/** Step of the running median of the spacing. */
const SPACING_STEP = 1.05;
/** A deviation beyond so many sd counts less and less: a lone spike must not drown what follows. */
const BEND_SD = 4;
const MAX_SD = 30;
/** What nearly all readings of the learning period stay under is the measure of the score. */
const USUAL_SHARE = 0.995;
/** A score of 1 is so many times that: the less was learned, the more an unseen normal may differ. */
const CERTAIN = 1;
const DOUBT = 14;
const DOUBT_READINGS = 400;
const DOUBT_POWER = 0.6;
/** When more than this share of the last fifty readings was unusual, nothing is learned: a fault may be growing. */
const DOUBTFUL_SHARE = 0.05;
const DOUBT_WEIGHT = 0.02;
const YOUNG_WIDTH = 3;
const CREEP_DOUBT = +(process.env.CR ?? 3);
const MAX_CORRELATION = 0.999;
const REFACTOR_EVERY = 32;
const MAX_METRICS = 200;

type Row = Pick<Reading, "at" | "mode" | "metrics">;

/**
 * What a multivariate exponentially weighted moving average (Lowry et al. 1992) has learned of one machine. Vectors are
 * in the order of `metrics`, matrices row-major; plain JSON.
 */
export type Mewma = {
  /** Readings of the learning period, until that is over. */
  rows: Row[];
  metrics: string[];
  driver: string | null;
  /** What was learned, in readings; 0 until it is fitted. */
  count: number;
  points: Record<string, Point>;
  /** Smoothed deviations of the newest reading of each mode: a heater that fails only while heating shows each time. */
  smooth: Record<string, Smooth>;
  /** Where the driver has been lately, and until when the machine is under way from there. */
  home: number | null;
  left: { span: number; until: number } | null;
  /** Mean and covariance of smoothed deviations in normal operation. */
  mean: number[];
  covariance: number[];
  /** How many readings of each metric are worth one independent one. */
  creep: number[];
  whitener: number[];
  /** Learned readings since the whitener was made. */
  stale: number;
  usual: number;
  doubtful: number;
  spacing_ms: number;
  last_at: number;
};

/** Smoothed deviations, and when they were last moved. */
type Smooth = { at: number; values: number[] };

/** What one reading shows. A score of 1 is a warning, of 2 critical. */
export type Look = {
  score: number;
  distance: number;
  point: Point;
  values: number[];
  /** Smoothed deviations less their mean. */
  off: number[];
};

/** A machine of which nothing is known. */
export function newMewma(): Mewma {
  return {
    rows: [],
    metrics: [],
    driver: null,
    count: 0,
    points: {},
    smooth: {},
    home: null,
    left: null,
    mean: [],
    covariance: [],
    creep: [],
    whitener: [],
    stale: 0,
    usual: 0,
    doubtful: 0,
    spacing_ms: 0,
    last_at: 0,
  };
}

/** Share of the learning done, 0 to 1. */
export function learnedShare(mewma: Mewma, learning: number): number {
  return mewma.count > 0 ? 1 : Math.min(1, mewma.rows.length / learning);
}

/**
 * Takes a reading in: its deviations are smoothed and weighed together. Undefined while the machine, or the operating
 * point it is at, is still being learned.
 * @param learning readings after which it is fitted and begins to judge
 */
export function lookAt(mewma: Mewma, reading: Reading, learning: number): Look | undefined {
  if (mewma.count > 0) return weigh(mewma, reading);
  study(mewma, reading, learning);
  return undefined;
}

function weigh(mewma: Mewma, { at, mode, metrics }: Row): Look | undefined {
  const values = valuesOf(mewma, metrics);
  const point = pointAt(mewma, mode, metrics);
  followSpacing(mewma, at);
  const other = passage(mewma, at, mode, metrics);
  if (point.count < POINT_READINGS) {
    // On the way there a temperature that follows late would teach something wrong.
    if (mewma.left === null) learnPoint(point, values, 1, MEMORY_READINGS);
    return undefined;
  }
  const smooth = smoothOf(mewma, mode);
  const off = smoothInto(mewma, smooth, at, { point, other, values });
  const distance = squaredDistance(mewma.whitener, off);
  mewma.doubtful += DOUBT_WEIGHT * (Number(distance > mewma.usual) - mewma.doubtful);
  const times = CERTAIN + DOUBT * (DOUBT_READINGS / mewma.count) ** DOUBT_POWER;
  return { score: distance / (mewma.usual * times), distance, point, values, off };
}

/** Whether a fault may be growing, too small for an alarm yet. */
export function isDoubtful({ doubtful }: Mewma): boolean {
  return doubtful > DOUBTFUL_SHARE;
}

/** Learns a reading that was found normal. Until the learning period is over it is kept too, to fit anew. */
export function learnLook(
  mewma: Mewma,
  { distance, point, values, off }: Look,
  reading: Row,
  learning: number,
) {
  const { mean, covariance } = mewma;
  const size = off.length;
  const gain = mewma.count < MEMORY_READINGS ? 1 : Math.min(1, mewma.spacing_ms / MINUTE_MS);
  learnPoint(point, values, gain, MEMORY_READINGS);
  mewma.count = Math.min(mewma.count + gain, MEMORY_READINGS);
  const weight = gain / mewma.count;
  for (let row = 0; row < size; row++) {
    const step = weight * off[row]!;
    mean[row]! += step;
    for (let column = 0; column <= row; column++) {
      const place = row * size + column;
      const moved = (1 - weight) * (covariance[place]! + step * off[column]!);
      covariance[place] = moved;
      covariance[column * size + row] = moved;
    }
  }
  mewma.usual *= distance > mewma.usual ? 1 + weight * USUAL_SHARE : 1 - weight * (1 - USUAL_SHARE);
  if (++mewma.stale >= REFACTOR_EVERY) refactor(mewma);
  if (mewma.rows.length > 0) study(mewma, reading, learning);
}

/** Learns a reading apart, in case it turns out to be a new normal. */
export function learnApart(
  mewma: Mewma,
  candidate: Record<string, Point>,
  { mode, metrics }: Row,
  look: Look,
) {
  const name = pointName(mode, spanOf(mewma.driver, metrics));
  learnPoint(normalAt(candidate, name, look.values.length), look.values, 1, MEMORY_READINGS);
}

/**
 * Takes what was learned apart for another way of being normal: from now on both, and what lies between them, are. Each
 * counts half, so mean and variance are those of a mixture.
 */
export function accept(mewma: Mewma, candidate: Record<string, Point>) {
  const size = mewma.metrics.length;
  const shift = new Array<number>(size).fill(0);
  const shrink = new Array<number>(size).fill(0);
  let total = 0;
  for (const [name, found] of Object.entries(candidate)) {
    const point = normalAt(mewma.points, name, size);
    total += found.count;
    for (let i = 0; i < size; i++) {
      const before = spreadAt(point, i);
      const half = (found.mean[i]! - point.mean[i]!) / 2;
      point.mean[i]! += half;
      point.variance[i] = (point.variance[i]! + found.variance[i]!) / 2 + half * half;
      shift[i]! += (found.count * half) / spreadAt(point, i);
      shrink[i]! += (found.count * before) / spreadAt(point, i);
    }
  }
  if (total === 0) return;
  for (let row = 0; row < size; row++) {
    mewma.mean[row]! *= shrink[row]! / total;
    for (let column = 0; column < size; column++) {
      const place = row * size + column;
      mewma.covariance[place]! *= (shrink[row]! / total) * (shrink[column]! / total);
      mewma.covariance[place]! += (shift[row]! / total) * (shift[column]! / total);
    }
  }
  mewma.smooth = {};
  mewma.doubtful = 0;
  refactor(mewma);
}

/** What adds most to the score of the present moment, the largest share first. */
export function contributorsOf(mewma: Mewma, { point, values, off }: Look, most: number): Contributor[] {
  const parts = distanceParts(mewma.whitener, off).map((part) => Math.max(0, part));
  const total = parts.reduce((a, b) => a + b, 0) || 1;
  return mewma.metrics
    .map((metric, i) => {
      const expected = point.mean[i]!;
      const value = values[i]!;
      return {
        metric,
        value,
        ...deviationFrom(value, expected, spreadAt(point, i)),
        share: parts[i]! / total,
      };
    })
    .filter(({ value }) => !Number.isNaN(value))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, most);
}

/** Mean and spread of a metric where the machine is run now; undefined until learned. */
export function expectationOf(mewma: Mewma, reading: Row, metric: string) {
  const i = mewma.metrics.indexOf(metric);
  if (mewma.count === 0 || i < 0) return undefined;
  const name = pointName(reading.mode, spanOf(mewma.driver, reading.metrics));
  const point = own(mewma.points, name);
  if (!point || point.count < POINT_READINGS) return undefined;
  return { mean: point.mean[i]!, sd: spreadAt(point, i) };
}

/** Keeps a reading of the learning period; fits when there are enough, and again with each doubling. */
function study(mewma: Mewma, { at, mode, metrics }: Row, learning: number) {
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
  mewma.creep = creepOf(mewma);
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
    const other = passage(mewma, at, mode, metrics);
    if (point.count < POINT_READINGS) continue;
    const values = valuesOf(mewma, metrics);
    smoothed.push(smoothInto(mewma, smoothOf(mewma, mode), at, { point, other, values }));
  }
  return smoothed.slice(SETTLING_READINGS);
}

function setMoments(mewma: Mewma, smoothed: readonly number[][]) {
  const size = mewma.metrics.length;
  mewma.mean = Array.from({ length: size }, (_, i) => meanOf(smoothed, (row) => row[i]!));
  mewma.covariance = Array.from({ length: size * size }, (_, place) => {
    const [i, j] = [Math.floor(place / size), place % size];
    return meanOf(smoothed, (row) => (row[i]! - mewma.mean[i]!) * (row[j]! - mewma.mean[j]!));
  });
  refactor(mewma);
}

function meanOf(rows: readonly number[][], of: (row: number[]) => number): number {
  let sum = 0;
  for (const row of rows) sum += of(row);
  return sum / rows.length;
}

/** A metric that creeps has said little in many readings: its variance is taken for that much larger. */
function refactor(mewma: Mewma) {
  const { covariance, creep, count, metrics } = mewma;
  const size = metrics.length;
  const doubted = [...covariance];
  for (let i = 0; i < size; i++) doubted[i * size + i]! *= 1 + (CREEP_DOUBT * creep[i]!) / count;
  mewma.whitener = whitening(doubted, size);
  mewma.stale = 0;
}

/**
 * How many readings are worth one independent one: (1 + ρ)/(1 − ρ) for a first-order autoregression (Bayley and
 * Hammersley 1946), by metric.
 */
function creepOf({ metrics, rows, points, driver }: Mewma): number[] {
  return metrics.map((metric, i) => {
    let [before, together, alone] = [0, 0, 0];
    for (const row of rows) {
      const point = own(points, pointName(row.mode, spanOf(driver, row.metrics)));
      const now = point && metric in row.metrics ? row.metrics[metric]! - point.mean[i]! : 0;
      together += before * now;
      alone += now * now;
      before = now;
    }
    const rho = alone > 0 ? Math.min(Math.max(together / alone, 0), MAX_CORRELATION) : 0;
    return (1 + rho) / (1 - rho);
  });
}

function valuesOf({ metrics: names }: Mewma, metrics: Record<string, number>): number[] {
  const values = new Array<number>(names.length);
  for (let i = 0; i < names.length; i++) values[i] = own(metrics, names[i]!) ?? NaN;
  return values;
}

function pointAt(mewma: Mewma, mode: string | null, metrics: Record<string, number>): Point {
  const name = pointName(mode, spanOf(mewma.driver, metrics));
  return normalAt(mewma.points, name, mewma.metrics.length);
}

/** What to compare a reading with: its operating point, and the one the machine is still coming from, if any. */
type Here = { point: Point; other: Point | undefined; values: readonly number[] };

/** Moves the smoothed deviations toward the present ones; how far they are from their mean now. */
function smoothInto(mewma: Mewma, smooth: Smooth, at: number, { point, other, values }: Here): number[] {
  const { mean, spacing_ms } = mewma;
  const weight = smoothing(spacing_ms);
  if (at - smooth.at > Math.max(STALE_MS, STALE_READINGS * spacing_ms)) smooth.values = [...mean];
  smooth.at = at;
  const off = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) {
    const usual = mean[i]!;
    const before = smooth.values[i]!;
    const target = Number.isNaN(values[i]!) ? usual : bent(deviation(point, other, i, values[i]!));
    const after = before + weight * (target - before);
    smooth.values[i] = after;
    off[i] = after - usual;
  }
  return off;
}

/** In sd; on the way between two operating points anything between them is as it should be. */
function deviation(point: Point, other: Point | undefined, i: number, value: number): number {
  const mean = point.mean[i]!;
  const from = other ? other.mean[i]! : mean;
  const nearest = Math.max(Math.min(mean, from), Math.min(Math.max(mean, from), value));
  return (value - nearest) / (spreadAt(point, i) * youth(point));
}

/** A point that was seen little is wider than it looks. */
function youth({ count }: Point): number {
  return Math.max(1, YOUNG_WIDTH * Math.sqrt(POINT_READINGS / count));
}

function bent(sd: number): number {
  const size = Math.min(Math.abs(sd), MAX_SD);
  return size <= BEND_SD ? sd : Math.sign(sd) * BEND_SD * (1 + Math.log(size / BEND_SD));
}

function smoothOf(mewma: Mewma, mode: string | null): Smooth {
  const { smooth, mean, last_at } = mewma;
  const known = own(smooth, mode ?? "");
  if (known) return known;
  const key = Object.keys(smooth).length < MAX_MODES - 1 ? (mode ?? "") : "other";
  return (smooth[key] = own(smooth, key) ?? { at: last_at, values: [...mean] });
}

/**
 * Notes where the driver is. While a machine is under way from one operating point to another, what follows late (a
 * temperature) is still near the one it left.
 */
function passage(
  mewma: Mewma,
  at: number,
  mode: string | null,
  metrics: Record<string, number>,
): Point | undefined {
  const span = spanOf(mewma.driver, metrics);
  if (span === undefined) return undefined;
  mewma.home ??= span;
  if (Math.abs(span - mewma.home) > NEAR_SPANS) {
    mewma.left = { span: mewma.left?.span ?? Math.round(mewma.home), until: at + PASSAGE_MS };
    mewma.home = span;
  }
  mewma.home += HOME_WEIGHT * (span - mewma.home);
  if (mewma.left && at >= mewma.left.until) mewma.left = null;
  const other = mewma.left && own(mewma.points, pointName(mode, mewma.left.span));
  return other && other.count >= POINT_READINGS ? other : undefined;
}

/** Follows the spacing of the readings: their running median. */
function followSpacing(mewma: Mewma, at: number) {
  const passed = at - mewma.last_at;
  mewma.last_at = at;
  if (passed <= 0) return;
  const ratio = passed / mewma.spacing_ms;
  mewma.spacing_ms *= Math.min(SPACING_STEP, Math.max(1 / SPACING_STEP, ratio));
}

function smoothing(spacingMs: number): number {
  return Math.min(1, SMOOTHING_AT_1_S * Math.sqrt(spacingMs / 1000));
}

function medianSpacing(rows: readonly Row[]): number {
  const spacings = rows.slice(1).map(({ at }, i) => at - rows[i]!.at);
  return Math.max(1, spacings.sort((a, b) => a - b)[Math.floor(spacings.length / 2)] ?? 1000);
}
