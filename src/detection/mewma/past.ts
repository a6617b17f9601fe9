import { DAY_MS, MINUTE_MS } from "../../domain/time_units";
import type { Mewma } from "./state";

/** So long a past is learned whatever it holds: a week knows its nights and its weekend. */
const WEEK_MS = 7 * DAY_MS;
/** A score from here on is an excursion; those nearer to each other are one. */
const EXCURSION_SCORE = 0.7;
const APART_MS = 30 * MINUTE_MS;
/** A machine that nobody has judged is not at fault oftener than this: more excursions are its way to run. */
const FAULTS_PER_DAY = 0.1;
const MAX_PEAKS = 64;
/** The score is lowered so that the peaks of ordinary excursions stay under a warning, but not further. */
const MARGIN = 1.1;
const MOST = 2;

/** Excursions in the past, as it is learned in retrospect; plain JSON. */
export type Past = {
  /** The first and newest instant. */
  from: number;
  until: number;
  /** Peaks of the excursions, the highest first, and the newest excursion with its last instant. */
  peaks: number[];
  peak: number;
  peak_at: number;
};

/** Whether a reading of the past is learned though it is abnormal: the first week tells what is normal. */
export function isFirstWeek({ past }: Mewma, at: number): boolean {
  return past === undefined || at - past.from < WEEK_MS;
}

/** Notes the score of a reading of the past. */
export function notePast(mewma: Mewma, score: number, at: number) {
  const past = (mewma.past ??= { from: at, until: at, peaks: [], peak: 0, peak_at: 0 });
  past.until = at;
  const raw = score * (mewma.lenience ?? 1);
  if (raw < EXCURSION_SCORE || at - past.from < WEEK_MS) return;
  if (at - past.peak_at > APART_MS) {
    if (past.peak > 0) past.peaks = [...past.peaks, past.peak].sort((a, b) => b - a).slice(0, MAX_PEAKS);
    past.peak = 0;
  }
  past.peak = Math.max(past.peak, raw);
  past.peak_at = at;
  mewma.lenience = lenienceOf(past);
}

/** By how much scores are divided. */
function lenienceOf({ from, until, peaks, peak }: Past): number {
  const faults = Math.ceil(FAULTS_PER_DAY * ((until - from - WEEK_MS) / DAY_MS));
  const ordinary = [...peaks, peak].sort((a, b) => b - a)[faults] ?? 0;
  return Math.min(MOST, Math.max(1, MARGIN * ordinary));
}
