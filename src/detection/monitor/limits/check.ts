import type { AlarmCause } from "../../../domain/alarm/cause";
import type { Limit } from "../../../domain/alarm/machine_limits";
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
  cause: AlarmCause;
};

/** A new value of a metric, and the machine's mode in lower case. */
type Given = { at: number; value: number; mode: string | null };

/**
 * Compares a new value with its metric's limit and notes it in `kept`. A value in a mode in which a limit
 * does not hold neither breaks it nor shows that it is kept.
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
  const { expected_value, cause } = broken;
  return { metric, value, severity, since: kept.over.since, expected_value, cause };
}

type Broken = Pick<Breach, "expected_value" | "cause"> & {
  /** It has lasted by its nature: no on-delay is added. */
  isLasting?: boolean;
};

function brokenOf(limit: Limit, kept: LimitState, { value, mode }: Given) {
  const { metric, rate_per_minute, flat_minutes } = limit;
  const { broken: bound, isSuppressed } = brokenBounds(limit, value, kept.beyond, mode);
  const measured = { metric, value };
  const broken: Broken | undefined = bound
    ? { expected_value: bound.limit, cause: { kind: "limit", ...measured, ...bound } }
    : (tooFast(measured, rate_per_minute, kept.recent) ?? tooFlat(measured, flat_minutes, kept.flat));
  return { broken, isSuppressed: isSuppressed && !broken };
}

type Measured = Pick<Breach, "metric" | "value">;

function tooFast(
  measured: Measured,
  limit: number | undefined,
  recent: RatePoint[] = [],
): Broken | undefined {
  const rate = limit === undefined ? undefined : rateOf(recent);
  if (limit === undefined || !rate || Math.abs(rate.perMinute) <= limit) return undefined;
  return {
    expected_value: rate.from + Math.sign(rate.perMinute) * limit * rate.minutes,
    cause: { kind: "rate", ...measured, limit_per_minute: limit },
  };
}

function tooFlat(
  measured: Measured,
  minutes: number | undefined,
  flat: Flat | undefined,
): Broken | undefined {
  if (minutes === undefined || !flat || flat.same_ms < minutes * MINUTE_MS) return undefined;
  const cause: AlarmCause = { kind: "flat", ...measured, allowed_minutes: minutes };
  return { expected_value: null, cause, isLasting: true };
}

/** A delay takes two values at least: one value is a glitch, however long the next one takes. */
function hasLasted({ since, count }: { since: number; count: number }, at: number, seconds: number): boolean {
  return seconds === 0 || (count > 1 && at - since >= seconds * SECOND_MS);
}
