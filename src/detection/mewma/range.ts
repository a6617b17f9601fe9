import { MINUTE_MS } from "../../domain/time_units";
import { type Point, spreadAt } from "./operating_point";

/** A value outside for so long, and for so many readings, is told. */
const LASTING_MS = 10 * MINUTE_MS;
const LASTING_READINGS = 3;
/** So many blocks of that length, of at least so many readings each, before a range is known. */
const KNOWN_BLOCKS = 9;
const BLOCK_READINGS = 10;
/** The band on screens reaches so far to both sides, in sd. */
const BAND_SD = 2;
/** A lone extreme counts as learned up to so many sd. */
const EXTREME_SD = 3;
/**
 * A value has to be so far beyond all that was learned, in sd: the first at least, the second over the root
 * of the blocks learned, and more with many metrics, of which one may always stray.
 */
const MARGIN_SD = 0.5;
const UNSEEN_SD = 4;

/** A stretch of readings on one side of a bound: since when, and how many; no readings when there is none. */
type Stretch = [since: number, readings: number];

/**
 * How far each metric was from the normal of its operating point in all that was learned, in its own unit, and
 * since when it is outside of that; plain JSON, by metric in their order.
 */
export type Ranges = {
  /** The block of ten minutes that is being learned, and its lowest and highest values. */
  block: number;
  block_low: number[];
  block_high: number[];
  block_readings: number[];
  blocks: number;
  readings: number;
  /** The lowest and highest values, and the lowest and highest that lasted for a block. */
  low: number[];
  high: number[];
  lasting_low: number[];
  lasting_high: number[];
  /** Outside the band on screens, and outside all that was learned. */
  off_band: Stretch[];
  off_range: Stretch[];
};

export function newRanges(size: number): Ranges {
  const zeros = () => new Array<number>(size).fill(0);
  const stretches = () => Array.from({ length: size }, (): Stretch => [0, 0]);
  return {
    block: 0,
    block_low: zeros(),
    block_high: zeros(),
    block_readings: zeros(),
    blocks: 0,
    readings: 0,
    low: zeros(),
    high: zeros(),
    lasting_low: zeros(),
    lasting_high: zeros(),
    off_band: stretches(),
    off_range: stretches(),
  };
}

/**
 * Notes where the values of a reading lie.
 * @returns the metric that has been outside all that was learned the longest, if any for ten minutes
 */
export function noteRange(
  ranges: Ranges,
  point: Point,
  plain: readonly number[],
  at: number,
): number | undefined {
  let longest: number | undefined;
  const margin = marginOf(ranges, plain.length);
  for (let i = 0; i < plain.length; i++) {
    const off = plain[i]! - point.mean[i]!;
    if (Number.isNaN(off)) continue;
    const sd = spreadAt(point, i);
    extend(ranges.off_band[i]!, Math.abs(off) > BAND_SD * sd, at);
    extend(ranges.off_range[i]!, isOutside(ranges, i, off, { sd, margin: margin * sd }), at);
    if (!lasts(ranges.off_range[i]!, at)) continue;
    if (longest === undefined || ranges.off_range[i]![0] < ranges.off_range[longest]![0]) longest = i;
  }
  return longest;
}

/** In sd; infinite while too little is known. */
function marginOf(ranges: Ranges, metrics: number): number {
  const seen = Math.min(ranges.blocks, ranges.readings / BLOCK_READINGS);
  if (seen < KNOWN_BLOCKS) return Infinity;
  return MARGIN_SD + (UNSEEN_SD * (1 + Math.log10(metrics))) / Math.sqrt(seen);
}

function isOutside(
  { low, high, lasting_low, lasting_high }: Ranges,
  i: number,
  off: number,
  { sd, margin }: { sd: number; margin: number },
): boolean {
  const highest = Math.max(lasting_high[i]!, Math.min(high[i]!, EXTREME_SD * sd));
  const lowest = Math.min(lasting_low[i]!, Math.max(low[i]!, -EXTREME_SD * sd));
  return off > highest + margin || off < lowest - margin;
}

function extend(stretch: Stretch, isOn: boolean, at: number) {
  if (!isOn) {
    stretch[1] = 0;
    return;
  }
  if (stretch[1] === 0) stretch[0] = at;
  stretch[1]++;
}

function lasts([since, readings]: Stretch, at: number): boolean {
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

/** Widens the range of a metric so that values about as far off as `mean`, with a spread of `sd`, are in it. */
export function acceptRange({ lasting_low, lasting_high }: Ranges, i: number, mean: number, sd: number) {
  lasting_high[i] = Math.max(lasting_high[i]!, Math.abs(mean) + BAND_SD * sd);
  lasting_low[i] = Math.min(lasting_low[i]!, -Math.abs(mean) - BAND_SD * sd);
}

/** Widens all ranges, after a false alarm. */
export function widenRanges({ lasting_low, lasting_high }: Ranges, factor: number) {
  for (const bounds of [lasting_low, lasting_high])
    for (let i = 0; i < bounds.length; i++) bounds[i]! *= factor;
}

/**
 * Learns the values of a normal reading.
 * @param past whether it is learned in retrospect: then also what is outside
 */
export function learnRange(
  ranges: Ranges,
  point: Point,
  { plain, at, past }: { plain: readonly number[]; at: number; past: boolean },
) {
  const block = Math.floor(at / LASTING_MS);
  if (block !== ranges.block) endBlock(ranges, block);
  ranges.readings++;
  for (let i = 0; i < plain.length; i++) {
    const off = plain[i]! - point.mean[i]!;
    if (Number.isNaN(off) || (!past && ranges.off_range[i]![1] > 0)) continue;
    if (off < ranges.low[i]!) ranges.low[i] = off;
    if (off > ranges.high[i]!) ranges.high[i] = off;
    const isFirst = ranges.block_readings[i]!++ === 0;
    if (isFirst || off < ranges.block_low[i]!) ranges.block_low[i] = off;
    if (isFirst || off > ranges.block_high[i]!) ranges.block_high[i] = off;
  }
}

function endBlock(ranges: Ranges, next: number) {
  const { block_low, block_high, block_readings, lasting_low, lasting_high } = ranges;
  if (block_readings.some((readings) => readings > 0)) ranges.blocks++;
  for (let i = 0; i < block_low.length; i++) {
    if (block_readings[i] === 0) continue;
    lasting_high[i] = Math.max(lasting_high[i]!, block_low[i]!);
    lasting_low[i] = Math.min(lasting_low[i]!, block_high[i]!);
    block_readings[i] = 0;
  }
  ranges.block = next;
}
