import { OUTSIDE_MS } from "../../domain/machine/quality";
import type { Moments } from "../spread";
import { type Edges, newEdges, noteEdge } from "./edges";

/** A value outside for so long is told. */
export const LASTING_MS = OUTSIDE_MS;
/** The band on screens reaches so far to both sides, in sd. */
export const BAND_SD = 2;

/** A stretch of readings on one side of a bound: since when, and how many; no readings when there is none. */
export type Stretch = [since: number, readings: number];

/**
 * How far each metric was from the normal of its operating point in all that was learned, in its own unit,
 * and since when it is outside of that; plain JSON, by metric in their order.
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
  /** How often the values came back to their lowest and highest; absent before the first block. */
  edges?: Edges;
  /** Readings within the records that were not learned; absent when there are none. */
  confirmed?: Confirmed;
  /**
   * All these are from here on, while there is one normal that still settles; else from the normal itself.
   */
  origin?: number[];
  /** Outside the band on screens, and outside all that was learned. */
  off_band: Stretch[];
  off_range: Stretch[];
};

/** The newest such block, how many there were, and their readings. */
export type Confirmed = { block: number; blocks: number; readings: number };

/** @param origin the only normal so far, from which values are measured until it has settled */
export function newRanges(size: number, origin?: readonly number[]): Ranges {
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
    ...(origin ? { origin: [...origin] } : {}),
    off_band: stretches(),
    off_range: stretches(),
  };
}

/** From now on values are measured from their normal, of which there was one so far. */
export function leaveOrigin(ranges: Ranges, { mean }: Pick<Moments, "mean">) {
  const { origin, edges, low, high, lasting_low, lasting_high, block_low, block_high } = ranges;
  if (!origin) return;
  for (let i = 0; i < origin.length; i++) {
    const moved = origin[i]! - mean[i]!;
    for (const values of [low, high, lasting_low, lasting_high, block_low, block_high]) values[i]! += moved;
    if (!edges) continue;
    edges.low[i]![0] -= moved;
    edges.high[i]![0] += moved;
  }
  delete ranges.origin;
}

/** Drops what is known of one metric. */
export function dropRange(ranges: Ranges, place: number) {
  // All lists are by metric.
  for (const each of [...Object.values(ranges), ...Object.values(ranges.edges ?? {})])
    if (Array.isArray(each)) each.splice(place, 1);
}

/**
 * Widens the range of a metric so that values about as far off as `mean`, with a spread of `sd`, are in it.
 */
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
  { mean }: Pick<Moments, "mean">,
  { plain, at, past }: { plain: readonly number[]; at: number; past: boolean },
) {
  const block = Math.floor(at / LASTING_MS);
  if (block !== ranges.block) endBlock(ranges, block);
  ranges.readings++;
  const from = ranges.origin ?? mean;
  for (let i = 0; i < plain.length; i++) {
    const off = plain[i]! - from[i]!;
    if (Number.isNaN(off) || (!past && ranges.off_range[i]![1] > 0)) continue;
    if (off < ranges.low[i]!) ranges.low[i] = off;
    if (off > ranges.high[i]!) ranges.high[i] = off;
    const isFirst = ranges.block_readings[i]!++ === 0;
    if (isFirst || off < ranges.block_low[i]!) ranges.block_low[i] = off;
    if (isFirst || off > ranges.block_high[i]!) ranges.block_high[i] = off;
  }
}

function endBlock(ranges: Ranges, next: number) {
  const { block_low, block_high, block_readings, lasting_low, lasting_high, low, high } = ranges;
  if (block_readings.some((readings) => readings > 0)) ranges.blocks++;
  const edges = (ranges.edges ??= newEdges(low.length));
  for (let i = 0; i < block_low.length; i++) {
    if (block_readings[i] === 0) continue;
    lasting_high[i] = Math.max(lasting_high[i]!, block_low[i]!);
    lasting_low[i] = Math.min(lasting_low[i]!, block_high[i]!);
    const span = high[i]! - low[i]!;
    noteEdge(edges.high[i]!, high[i]!, block_low[i]!, block_high[i]!, span);
    noteEdge(edges.low[i]!, -low[i]!, -block_high[i]!, -block_low[i]!, span);
    block_readings[i] = 0;
  }
  ranges.block = next;
}
