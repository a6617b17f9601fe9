import { own } from "../../domain/own_property";
import { MINUTE_MS } from "../../domain/time_units";
import type { Row } from "../detector";
import { spreadAt } from "../spread";
import { beyondBoth, POINT_READINGS, type Point, pointName, spanOf } from "./operating_point";
import type { Mewma } from "./state";
import { learnStay } from "./stays";

/** A driver that moves by more spans has left its operating point. */
const NEAR_SPANS = 2;
/** Memory of where the driver is at home. */
const HOME_MS = 2 * MINUTE_MS;
/** A temperature may follow so late; one that has not arrived by then, so much later. */
const TRANSITION_MS = 45 * MINUTE_MS;
const LONGEST_MS = 180 * MINUTE_MS;
/** So many transitions are only learned: supply air may leap before it falls. */
const LEARNED_TRANSITIONS = 5;
/** A metric has arrived at the new point when it is so near to the normal there, smoothed over so long. */
const ARRIVED_SD = 1;
const ARRIVING_MS = 5 * MINUTE_MS;
/** Values leap at the beginning of a transition, if they do. */
const LEAP_MS = 5 * MINUTE_MS;
/** Further off counts as so far, in sd. */
const MAX_SD = 10;

/**
 * Follows the driver from one operating point to another, and the machine from one mode to another. On the
 * way, metrics that follow late (a temperature) are still near the point that the machine has left. A driver
 * that jumps all the time is never at home, so late metrics are part of its normal; so with a cycle of modes.
 * @param passed milliseconds since the reading before
 * @returns the values at the point that the machine is still on its way from, if any
 */
export function transition(mewma: Mewma, row: Row, passed: number): readonly number[] | undefined {
  const { at, mode, metrics } = row;
  const span = spanOf(mewma.driver, metrics, mewma.driver_scale);
  const from = mewma.home;
  const modeLeft = leavesMode(mewma, row);
  const hasLeftSpan = span !== undefined && leavesSpan(mewma, span, at, passed);
  if (modeLeft || hasLeftSpan) {
    const span = from === null ? null : Math.round(from);
    const origin = mewma.left ?? { span, values: mewma.last_values, ...modeLeft };
    mewma.left = { ...origin, until: at + TRANSITION_MS };
  }
  const { left } = mewma;
  if (left && at >= left.until + LONGEST_MS - TRANSITION_MS) endTransition(mewma);
  if (!mewma.left) return undefined;
  const { span: home, mode: before = mode } = mewma.left;
  const other = own(mewma.points, pointName(before, home ?? undefined));
  return other && other.count >= POINT_READINGS ? other.mean : mewma.left.values;
}

/** Whether a transition's time is over and all metrics have arrived, where the new point is known. */
export function arrive(
  { left }: Mewma,
  point: Point,
  { plain, at, passed }: { plain: readonly number[]; at: number; passed: number },
): boolean {
  if (!left) return false;
  if (point.count < POINT_READINGS) return at >= left.until;
  const weight = 1 - Math.exp(-Math.max(0, passed) / ARRIVING_MS);
  const off = (left.off ??= plain.map(() => MAX_SD));
  for (let i = 0; i < plain.length; i++) {
    const sd = (plain[i]! - point.mean[i]!) / spreadAt(point, i);
    if (Number.isNaN(sd)) off[i]! *= 1 - weight;
    else off[i]! += weight * (Math.max(-MAX_SD, Math.min(MAX_SD, sd)) - off[i]!);
  }
  return at >= left.until && off.every((sd) => Math.abs(sd) < ARRIVED_SD);
}

/** A transition that is over is learned, unless it was abnormal. The past is believed more (`isNormal`). */
export function endTransition(mewma: Mewma) {
  const { left, transits } = mewma;
  mewma.left = null;
  if (!transits) return;
  transits.count++;
  if (!left?.slack || left.isOdd) return;
  for (const [i, beyond] of left.slack.entries()) if (beyond > transits.slack[i]!) transits.slack[i] = beyond;
}

/** Notes that the machine is abnormal on its way. */
export function noteOdd({ left }: Mewma) {
  if (left) left.isOdd = true;
}

/** How far beyond both points each metric may be on the way; undefined while transitions are only learned. */
export function slackOf({ transits }: Mewma): readonly number[] | undefined {
  return transits && transits.count >= LEARNED_TRANSITIONS ? transits.slack : undefined;
}

/**
 * Learns how far beyond both points the values are on the way: at its beginning at once, as supply air leaps
 * when the cooling stops; after that when it is over. The first readings of a fault have a low score yet, and
 * must not excuse those that follow.
 */
export function learnTransit(mewma: Mewma, point: Point, other: readonly number[], plain: readonly number[]) {
  const { left, last_at } = mewma;
  if (!left) return;
  const size = plain.length;
  const { slack } = (mewma.transits ??= { count: 0, slack: new Array<number>(size).fill(0) });
  const isBeginning = last_at - (left.until - TRANSITION_MS) < LEAP_MS;
  const learned = isBeginning ? slack : (left.slack ??= new Array<number>(size).fill(0));
  for (let i = 0; i < size; i++) {
    const beyond = Math.abs(beyondBoth(point.mean[i]!, other[i], plain[i]!));
    if (beyond > learned[i]!) learned[i] = beyond;
  }
}

/** Whether the driver leaves a point where it was at home. */
function leavesSpan(mewma: Mewma, span: number, at: number, passed: number): boolean {
  mewma.home ??= span;
  const isFar = Math.abs(span - mewma.home) > NEAR_SPANS;
  const leaves = isFar && at - mewma.home_since >= TRANSITION_MS;
  if (isFar) {
    mewma.home = span;
    mewma.home_since = at;
  }
  mewma.home += (1 - Math.exp(-Math.max(0, passed) / HOME_MS)) * (span - mewma.home);
  return leaves;
}

/** The mode that the machine leaves, if it was in it for long. */
function leavesMode(mewma: Mewma, { at, mode }: Row): { mode: string | null } | undefined {
  const home = (mewma.home_mode ??= { mode, since: at });
  if (mode === home.mode) return undefined;
  mewma.home_mode = { mode, since: at };
  learnStay(mewma, home.mode, at - home.since);
  return at - home.since >= TRANSITION_MS ? { mode: home.mode } : undefined;
}
