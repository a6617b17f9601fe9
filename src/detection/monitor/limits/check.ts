import type { Limit } from "../../../domain/alarm/machine_limits";
import { labelOf } from "../../../domain/machine/labels";
import { formatValue, unitOf } from "../../../domain/machine/metric";
import { MINUTE_MS, SECOND_MS } from "../../../domain/time_units";
import { brokenBounds } from "./bounds";
import { type Flat, noteFlat } from "./flat";
import { noteForRate, rateOf, type RatePoint } from "./rate";
import { newRun, noteScore, type Run } from "../run";

/** Score of a limit that is broken, of one that is broken but not for its on-delay yet, and of a kept one. */
const BROKEN = 1;
const PENDING = 0.75;
const KEPT = 0;

/** How a metric has kept its limit; plain JSON. Times in epoch milliseconds. */
export type LimitState = {
  /** For how long it stands still, where that is limited. */
  flat?: Flat;
  /** Its values of late, where a rate is limited. */
  recent?: RatePoint[];
  /** Since when it is broken, and by how many values in a row; null while it is kept. */
  over: { since: number; count: number } | null;
  /** Broken for its on-delay, and not back within its dead-band since. */
  beyond: boolean;
  run: Run;
};

/** By metric. */
export type LimitStates = Record<string, LimitState>;

export function newLimitState(): LimitState {
  return { over: null, beyond: false, run: newRun() };
}

/**
 * A broken limit. `expected_value` is the nearest value that keeps it; null for a sensor that stands still.
 */
export type Breach = {
  metric: string;
  value: number;
  since: number;
  expected_value: number | null;
  severity: Limit["severity"];
  reason: string;
};

/** A new value of a metric, and the machine's mode in lower case. */
type Given = { at: number; value: number; mode: string | null };

/**
 * Compares a new value with its metric's limit and notes it in `kept`. A value in a mode in which a limit does
 * not hold neither breaks it nor shows that it is kept.
 */
export function checkLimit(limit: Limit, kept: LimitState, given: Given): Breach | undefined {
  const { at, value, mode } = given;
  if (limit.flat_minutes !== undefined)
    noteFlat((kept.flat ??= { value, at, same_ms: 0 }), at, value, limit.flat_minutes * MINUTE_MS);
  if (limit.rate_per_minute !== undefined) noteForRate((kept.recent ??= []), at, value);
  if (limit.modes && (mode === null || !limit.modes.includes(mode))) return undefined;
  const { broken, isSuppressed } = brokenOf(limit, kept, given);
  if (isSuppressed) return undefined;
  if (!broken) {
    kept.over = null;
    kept.beyond = false;
    return void noteScore(kept.run, KEPT, at);
  }
  kept.over ??= { since: at, count: 0 };
  kept.over.count++;
  kept.beyond ||= broken.isLasting || hasLasted(kept.over, at, limit.on_delay_seconds ?? 0);
  noteScore(kept.run, kept.beyond ? BROKEN : PENDING, at);
  if (!kept.beyond) return undefined;
  const { metric, severity } = limit;
  const { expected_value } = broken;
  const reason = `${labelOf(metric)} ${withUnit(value, metric)}, ${broken.reason}`;
  return { metric, value, severity, since: kept.over.since, expected_value, reason };
}

type Broken = Pick<Breach, "expected_value" | "reason"> & {
  /** It has lasted by its nature: no on-delay is added. */
  isLasting?: boolean;
};

function brokenOf(limit: Limit, kept: LimitState, { value, mode }: Given) {
  const { metric, rate_per_minute, flat_minutes } = limit;
  const { bound, side, isSuppressed } = brokenBounds(limit, value, kept.beyond, mode);
  const broken: Broken | undefined =
    bound === undefined
      ? (tooFast(metric, rate_per_minute, kept.recent) ?? tooFlat(flat_minutes, kept.flat))
      : { expected_value: bound, reason: `${side} its limit of ${withUnit(bound, metric)}` };
  return { broken, isSuppressed: isSuppressed && !broken };
}

function tooFast(metric: string, limit: number | undefined, recent: RatePoint[] = []): Broken | undefined {
  const rate = limit === undefined ? undefined : rateOf(recent);
  if (limit === undefined || !rate || Math.abs(rate.perMinute) <= limit) return undefined;
  return {
    expected_value: rate.from + Math.sign(rate.perMinute) * limit * rate.minutes,
    reason: `changes faster than ${withUnit(limit, metric)} a minute`,
  };
}

function tooFlat(minutes: number | undefined, flat: Flat | undefined): Broken | undefined {
  if (minutes === undefined || !flat || flat.same_ms < minutes * MINUTE_MS) return undefined;
  return { expected_value: null, reason: `has not changed for ${minutesOf(minutes)}`, isLasting: true };
}

/** A delay takes two values at least: one value is a glitch, however long the next one takes. */
function hasLasted({ since, count }: { since: number; count: number }, at: number, seconds: number): boolean {
  return seconds === 0 || (count > 1 && at - since >= seconds * SECOND_MS);
}

export function withUnit(value: number, metric: string): string {
  const unit = unitOf(metric);
  return `${formatValue(value)}${unit && ` ${unit}`}`;
}

/** A number of minutes in words. */
export function minutesOf(minutes: number): string {
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}
