import type { Mewma, Smooth } from "./state";
import { type Point, spreadAt } from "./operating_point";
import { own } from "../../domain/own_property";

/** Smoothing weight at one reading a second; it grows with the root of the spacing, so that hourly rows stand alone. */
const SMOOTHING_AT_1_S = 0.06;
/** What was smoothed so long ago says nothing about now. */
const STALE_MS = 60 * 60_000;
const STALE_READINGS = 30;
const MAX_MODES = 16;
/** Step of the running median of the spacing. */
const SPACING_STEP = 1.05;
/** A deviation beyond so many sd counts less and less: a lone spike must not drown what follows. */
const BEND_SD = 4;
const MAX_SD = 30;

/** What to compare a reading with: its operating point, and the one the machine is still coming from, if any. */
export type Here = { point: Point; other: Point | undefined; values: readonly number[] };

/** Moves the smoothed deviations toward the present ones; how far they are from their mean now. */
export function smoothInto(
  mewma: Mewma,
  smooth: Smooth,
  at: number,
  { point, other, values }: Here,
): number[] {
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
  return (value - nearest) / spreadAt(point, i);
}

function bent(sd: number): number {
  const size = Math.min(Math.abs(sd), MAX_SD);
  return size <= BEND_SD ? sd : Math.sign(sd) * BEND_SD * (1 + Math.log(size / BEND_SD));
}

/** The smoothed deviations of a mode; past the last place all further modes share one. */
export function smoothOf(mewma: Mewma, mode: string | null): Smooth {
  const { smooth, mean, last_at } = mewma;
  const known = own(smooth, mode ?? "");
  if (known) return known;
  const key = Object.keys(smooth).length < MAX_MODES - 1 ? (mode ?? "") : "other";
  return (smooth[key] = own(smooth, key) ?? { at: last_at, values: [...mean] });
}

/** Forgets what was smoothed before that: a mode that was not seen since then remembers what may be over. */
export function forgetSmoothed({ smooth }: Mewma, before: number) {
  for (const [mode, { at }] of Object.entries(smooth)) if (at < before) delete smooth[mode];
}

/** Follows the spacing of the readings: their running median. */
export function followSpacing(mewma: Mewma, at: number) {
  const passed = at - mewma.last_at;
  mewma.last_at = at;
  if (passed <= 0) return;
  const ratio = passed / mewma.spacing_ms;
  mewma.spacing_ms *= Math.min(SPACING_STEP, Math.max(1 / SPACING_STEP, ratio));
}

/** The smoothing weight that goes with a spacing. */
export function smoothing(spacingMs: number): number {
  return Math.min(1, SMOOTHING_AT_1_S * Math.sqrt(spacingMs / 1000));
}
