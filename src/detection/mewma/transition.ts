import type { Mewma } from "./state";
import { POINT_READINGS, type Point, pointName, spanOf } from "./operating_point";
import { own } from "../../domain/own_property";

/** A driver that moves by more spans has left its operating point; what follows late may take so long. */
const NEAR_SPANS = 2;
const HOME_WEIGHT = 0.1;
const PASSAGE_MS = 45 * 60_000;

/**
 * Notes where the driver is. One that jumps all the time is never settled, so that what follows late is part of its normal. While a machine is under way from one operating point to another, what follows late (a
 * temperature) is still near the one it left.
 */
export function transition(
  mewma: Mewma,
  at: number,
  mode: string | null,
  metrics: Record<string, number>,
): Point | undefined {
  const span = spanOf(mewma.driver, metrics);
  if (span === undefined) return undefined;
  mewma.home ??= span;
  if (Math.abs(span - mewma.home) > NEAR_SPANS) {
    if (at - mewma.home_since >= PASSAGE_MS)
      mewma.left = { span: Math.round(mewma.home), until: at + PASSAGE_MS };
    mewma.home = span;
    mewma.home_since = at;
  }
  mewma.home += HOME_WEIGHT * (span - mewma.home);
  if (mewma.left && at >= mewma.left.until) mewma.left = null;
  const other = mewma.left && own(mewma.points, pointName(mode, mewma.left.span));
  return other && other.count >= POINT_READINGS ? other : undefined;
}
