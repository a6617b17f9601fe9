import { type Moments, spreadAt } from "../spread";
import { isReturned, noteReturn } from "./edges";
import { LASTING_MS, type Ranges } from "./ranges";

/** The spread of one state is seldom over a third of its range; of a machine between two, nearly a half. */
const APART_SHARE = 0.34;

/** Whether a metric goes to and fro between the two ends of its range, and is seldom in between. */
export function isBetweenTwo({ edges, low, high }: Ranges, normal: Moments, i: number): boolean {
  const metrics = low.length;
  if (!isReturned(edges?.low[i], metrics) || !isReturned(edges?.high[i], metrics)) return false;
  return spreadAt(normal, i) >= APART_SHARE * (high[i]! - low[i]!);
}

/**
 * Counts a reading that is not learned, as a fault may be growing, for what it confirms: the machine was
 * again where it had been. It widens nothing and makes no edge firm. Without this a machine that stays with
 * each load for long could be suspect for hours, and its range unknown.
 */
export function confirmRange(
  ranges: Ranges,
  { mean }: Pick<Moments, "mean">,
  { plain, at }: { plain: readonly number[]; at: number },
) {
  const { low, high, edges } = ranges;
  const from = ranges.origin ?? mean;
  let isSeen = false;
  for (let i = 0; i < plain.length; i++) {
    const off = plain[i]! - from[i]!;
    // A value that is missing (NaN) confirms nothing.
    if (!(off >= low[i]! && off <= high[i]!)) continue;
    isSeen = true;
    if (!edges) continue;
    const span = high[i]! - low[i]!;
    noteReturn(edges.high[i]!, off, span);
    noteReturn(edges.low[i]!, -off, span);
  }
  if (isSeen) countConfirmed(ranges, Math.floor(at / LASTING_MS));
}

function countConfirmed(ranges: Ranges, block: number) {
  const confirmed = (ranges.confirmed ??= { block: ranges.block, blocks: 0, readings: 0 });
  confirmed.readings++;
  // The block that is being learned is counted when it ends.
  if (block === confirmed.block || block === ranges.block) return;
  confirmed.block = block;
  confirmed.blocks++;
}
