import { own } from "../../domain/own_property";
import { MINUTE_MS } from "../../domain/time_units";
import type { Row } from "../detector";
import { POINT_READINGS, type Point, pointName, spanOf } from "./operating_point";
import type { Mewma } from "./state";

/** A driver that moves by more spans has left its operating point. */
const NEAR_SPANS = 2;
const HOME_WEIGHT = 0.1;
/** A temperature may follow so late. */
const TRANSITION_MS = 45 * MINUTE_MS;

/**
 * Follows the driver from one operating point to another. On the way, metrics that follow late (a
 * temperature) are still near the point that the machine has left. A driver that jumps all the time is never
 * at home, so late metrics are part of its normal.
 * @returns the point that the machine is still on its way from, if that is known
 */
export function transition(mewma: Mewma, { at, mode, metrics }: Row): Point | undefined {
  const span = spanOf(mewma.driver, metrics);
  if (span === undefined) return undefined;
  mewma.home ??= span;
  if (Math.abs(span - mewma.home) > NEAR_SPANS) {
    if (at - mewma.home_since >= TRANSITION_MS)
      mewma.left = { span: Math.round(mewma.home), until: at + TRANSITION_MS };
    mewma.home = span;
    mewma.home_since = at;
  }
  mewma.home += HOME_WEIGHT * (span - mewma.home);
  if (mewma.left && at >= mewma.left.until) mewma.left = null;
  const other = mewma.left && own(mewma.points, pointName(mode, mewma.left.span));
  return other && other.count >= POINT_READINGS ? other : undefined;
}
