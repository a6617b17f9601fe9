import { own } from "../../domain/own_property";
import { HOUR_MS } from "../../domain/time_units";
import { spreadAt } from "../spread";
import { beyondBoth, type Point } from "./operating_point";
import type { Mewma, Smooth } from "./state";

/**
 * Smoothing weight at one reading a second; it grows with the root of the spacing, so that hourly rows stand
 * alone.
 */
const SMOOTHING_AT_1_S = 0.06;
/** Smoothed deviations that are older than both say nothing about now. */
const STALE_MS = HOUR_MS;
const STALE_READINGS = 30;
/** Programs that send a counter as the mode must not grow the state without end. */
const MAX_MODES = 16;
/** Step of the running median of the spacing. */
const SPACING_STEP = 1.05;
/** A deviation beyond so many sd counts less and less: a lone spike must not drown what follows. */
const BEND_SD = 4;
const MAX_SD = 30;

/**
 * A reading's values beside its operating point, and those at the point that the machine is still on its way
 * from, if any.
 */
export type Situation = {
  point: Point;
  other: readonly number[] | undefined;
  values: readonly number[];
  /** How far beyond both points the values may be on the way, by metric. */
  slack?: readonly number[];
  /** How far what the weather explains may be wrong, by metric, where it explains anything. */
  doubts?: readonly number[];
};

/**
 * Moves the smoothed deviations z toward those of a reading: z ← z + w (d − z), the exponentially weighted
 * moving average (Roberts 1959). A metric that the reading does not have stays where it was, and has no part
 * in this reading: it shows neither that the metric is off nor that it is back.
 * @returns z less its mean
 */
export function smoothInto(
  mewma: Mewma,
  smooth: Smooth,
  at: number,
  { point, other, values, slack, doubts }: Situation,
): number[] {
  const { mean, spacing_ms } = mewma;
  const weight = smoothingWeight(spacing_ms);
  if (at - smooth.at > Math.max(STALE_MS, STALE_READINGS * spacing_ms)) smooth.values = [...mean];
  smooth.at = at;
  const off = new Array<number>(values.length);
  for (let i = 0; i < values.length; i++) {
    const usual = mean[i]!;
    const before = smooth.values[i]!;
    if (Number.isNaN(values[i]!)) {
      off[i] = 0;
      continue;
    }
    const target = bent(
      deviation(
        beyondBoth(point.mean[i]!, other?.[i], values[i]!),
        (other && slack?.[i]) ?? 0,
        spreadOf(point, i, doubts),
      ),
    );
    const after = before + weight * (target - before);
    smooth.values[i] = after;
    off[i] = after - usual;
  }
  return off;
}

/** In sd: how far a value is beyond both points of a transition, less what is usual on the way. */
function deviation(beyond: number, slack: number, sd: number): number {
  return (slack === 0 ? beyond : Math.sign(beyond) * Math.max(0, Math.abs(beyond) - slack)) / sd;
}

function spreadOf(point: Point, i: number, doubts: readonly number[] | undefined): number {
  const sd = spreadAt(point, i);
  const doubt = doubts?.[i];
  return doubt ? Math.sqrt(sd * sd + doubt * doubt) : sd;
}

function bent(sd: number): number {
  const size = Math.min(Math.abs(sd), MAX_SD);
  return size <= BEND_SD ? sd : Math.sign(sd) * BEND_SD * (1 + Math.log(size / BEND_SD));
}

/** The smoothed deviations of a mode. All modes that come after the last free place share one. */
export function smoothOf(mewma: Mewma, mode: string | null): Smooth {
  const { smooth, mean, last_at } = mewma;
  const known = own(smooth, mode ?? "");
  if (known) return known;
  const key = Object.keys(smooth).length < MAX_MODES - 1 ? (mode ?? "") : "other";
  return (smooth[key] = own(smooth, key) ?? { at: last_at, values: [...mean] });
}

/**
 * Drops the smoothed deviations of modes that were last seen before an instant: what they remember may be
 * over.
 */
export function forgetSmoothed({ smooth }: Mewma, before: number) {
  for (const [mode, { at }] of Object.entries(smooth)) if (at < before) delete smooth[mode];
}

/** Follows the time between readings by its running median: a step up or down with each reading. */
export function followSpacing(mewma: Mewma, at: number) {
  const passed = at - mewma.last_at;
  mewma.last_at = at;
  if (passed <= 0) return;
  const ratio = passed / mewma.spacing_ms;
  mewma.spacing_ms *= Math.min(SPACING_STEP, Math.max(1 / SPACING_STEP, ratio));
}

/** The smoothing weight for a time between readings, at most 1. */
export function smoothingWeight(spacingMs: number): number {
  return Math.min(1, SMOOTHING_AT_1_S * Math.sqrt(spacingMs / 1000));
}
