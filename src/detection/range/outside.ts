import { leastSpread, type Moments, spreadAt } from "../spread";
import { isBetweenTwo } from "./between";
import { isFirm } from "./edges";
import { BAND_SD, LASTING_MS, type Ranges, type Stretch } from "./ranges";

/** A value outside for ten minutes, and for so many readings, is told. */
const LASTING_READINGS = 3;
/** A lone extreme counts as learned up to so many sd. */
const EXTREME_SD = 3;
/**
 * A value has to be so far beyond all that was learned, in sd: the first at least, the second over the root
 * of the blocks learned, and more with many metrics, of which one may always stray.
 */
const MARGIN_SD = 0.5;
const UNSEEN_SD = 4;
/**
 * The margin beyond an edge that a metric came back to again and again, as a share of its range: a machine of
 * two states has a spread as wide as they are apart, but does not leave them.
 */
const EDGE_MARGIN_SHARE = 0.06;
/**
 * Before that, the most of a metric that goes between two ends, as a share of its range, and more with many
 * metrics: a machine of 20 and 55 kW that is at 90 is a whole range beyond.
 */
const BETWEEN_MARGIN_SHARE = 0.6;
/** So many blocks, of at least so many readings each, before a range is known. */
const KNOWN_BLOCKS = 9;
const BLOCK_READINGS = 10;

/** From the normal; infinite while too little is known. */
export type Bounds = { low: number; high: number };

/**
 * Notes where the values of a reading lie.
 * @returns the metric that has been outside all that was learned the longest, if any for ten minutes
 */
export function noteRange(
  ranges: Ranges,
  normal: Moments,
  plain: readonly number[],
  at: number,
): number | undefined {
  let longest: number | undefined;
  for (let i = 0; i < plain.length; i++) {
    const off = plain[i]! - normal.mean[i]!;
    if (Number.isNaN(off)) continue;
    const isOffBand = Math.abs(off) > BAND_SD * spreadAt(normal, i);
    // Nearly all values are within the records: their bounds need not be known.
    const isOutside = isRecord(ranges, normal, i, off) && isBeyond(off, rangeOf(ranges, normal, i));
    extend(ranges.off_band[i]!, isOutside || isOffBand, at);
    extend(ranges.off_range[i]!, isOutside, at);
    if (!isOutside || !lasts(ranges.off_range[i]!, at)) continue;
    if (longest === undefined || ranges.off_range[i]![0] < ranges.off_range[longest]![0]) longest = i;
  }
  return longest;
}

/**
 * In sd; infinite while too little is known.
 * @param isBetween what was seen without being learned counts too, until the range is known: it makes none
 *   narrower
 */
function marginOf({ blocks, readings, confirmed }: Ranges, metrics: number, isBetween: boolean): number {
  const learned = Math.min(blocks, readings / BLOCK_READINGS);
  let seen = learned;
  if (isBetween && confirmed) {
    const both = Math.min(blocks + confirmed.blocks, (readings + confirmed.readings) / BLOCK_READINGS);
    seen = Math.max(learned, Math.min(KNOWN_BLOCKS, both));
  }
  if (seen < KNOWN_BLOCKS) return Infinity;
  return MARGIN_SD + (UNSEEN_SD * (1 + Math.log10(metrics))) / Math.sqrt(seen);
}

/** The values of a metric, from its normal, that are not outside all that was learned. */
export function rangeOf(ranges: Ranges, normal: Moments, i: number): Bounds {
  const sd = spreadAt(normal, i);
  const moved = ranges.origin ? ranges.origin[i]! - normal.mean[i]! : 0;
  const highest = Math.max(
    ranges.lasting_high[i]! + moved,
    Math.min(ranges.high[i]! + moved, EXTREME_SD * sd),
  );
  const lowest = Math.min(ranges.lasting_low[i]! + moved, Math.max(ranges.low[i]! + moved, -EXTREME_SD * sd));
  const span = highest - lowest;
  const wide = wideMargin(ranges, normal, i, span);
  const isLearned = marginOf(ranges, 1, false) < Infinity;
  const atEdge = Math.max(EDGE_MARGIN_SHARE * span, MARGIN_SD * leastSpread(normal, i));
  const narrow = isLearned ? Math.min(wide, atEdge) : wide;
  return {
    low: lowest - (isFirm(ranges.edges?.low[i]) ? narrow : wide),
    high: highest + (isFirm(ranges.edges?.high[i]) ? narrow : wide),
  };
}

/** The margin of an edge that is not firm, in the unit of the metric. */
function wideMargin(ranges: Ranges, normal: Moments, i: number, span: number): number {
  const metrics = normal.mean.length;
  const isBetween = isBetweenTwo(ranges, normal, i);
  const usual = marginOf(ranges, metrics, isBetween) * spreadAt(normal, i);
  if (!isBetween || usual === Infinity) return usual;
  return Math.min(usual, BETWEEN_MARGIN_SHARE * (1 + Math.log10(metrics)) * span);
}

/** Whether enough is known to tell what is outside. */
export function isRangeKnown(ranges: Ranges, normal: Moments, i: number): boolean {
  return marginOf(ranges, 1, isBetweenTwo(ranges, normal, i)) < Infinity;
}

/** Whether a value is beyond all others, or may be as far off as a lone extreme. */
function isRecord({ low, high, origin }: Ranges, normal: Moments, i: number, off: number): boolean {
  const moved = origin ? origin[i]! - normal.mean[i]! : 0;
  return off > high[i]! + moved || off < low[i]! + moved || Math.abs(off) > EXTREME_SD * spreadAt(normal, i);
}

function isBeyond(off: number, { low, high }: Bounds): boolean {
  return off > high || off < low;
}

function extend(stretch: Stretch, isOn: boolean, at: number) {
  if (!isOn) {
    stretch[1] = 0;
    return;
  }
  if (stretch[1] === 0) stretch[0] = at;
  stretch[1]++;
}

/** Whether a stretch has gone on for long enough, and through enough readings, to be told. */
export function lasts([since, readings]: Stretch, at: number): boolean {
  return readings >= LASTING_READINGS && at - since >= LASTING_MS;
}

/** Since when a metric has been outside its band, if that has lasted for ten minutes. */
export function outsideSince({ off_band }: Ranges, i: number, at: number): number | undefined {
  const stretch = off_band[i];
  return stretch && lasts(stretch, at) ? stretch[0] : undefined;
}

/** Forgets the stretches that are under way, as after a silence. */
export function forgetStretches({ off_band, off_range }: Ranges) {
  for (const stretch of [...off_band, ...off_range]) stretch[1] = 0;
}
