import type { Limit } from "../../domain/alarm/machine_limits";
import { labelOf } from "../../domain/machine/labels";
import { formatValue, unitOf } from "../../domain/machine/metric";
import type { Reading } from "../../domain/machine/reading";
import { own } from "../../domain/own_property";
import { MINUTE_MS } from "../../domain/time_units";

/** A value has to come back by this share of its limit before it counts as back. */
const HYSTERESIS = 0.02;

/**
 * The newest value of each metric with a limit, since when it has that value, and whether it is beyond; plain
 * JSON.
 */
export type LimitMemory = Record<string, { at: number; value: number; since: number; beyond: boolean }>;

/**
 * A broken limit. `expected_value` is the nearest value that keeps it; null for a sensor that stands still.
 */
export type Breach = {
  metric: string;
  value: number;
  expected_value: number | null;
  severity: Limit["severity"];
  reason: string;
};

/**
 * The limits that a reading breaks; notes the reading in `state`. A value is back within only past the
 * hysteresis.
 */
export function breaches(limits: readonly Limit[], state: LimitMemory, { at, metrics }: Reading): Breach[] {
  return limits.flatMap((limit) => {
    const value = own(metrics, limit.metric);
    if (value === undefined) return [];
    const before = own(state, limit.metric);
    const since = before?.value === value ? before.since : at;
    const broken = brokenBy(limit, value, before, { at, since });
    state[limit.metric] = { at, value, since, beyond: broken !== undefined };
    if (!broken) return [];
    const { metric, severity } = limit;
    const reason = `${labelOf(metric)} ${withUnit(value, metric)}, ${broken.reason}`;
    return [{ metric, value, severity, ...broken, reason }];
  });
}

type Broken = Pick<Breach, "expected_value" | "reason">;

function brokenBy(
  { metric, low, high, rate_per_minute, flat_minutes }: Limit,
  value: number,
  before: LimitMemory[string] | undefined,
  { at, since }: { at: number; since: number },
): Broken | undefined {
  const margin = (limit: number) => (before?.beyond ? HYSTERESIS * Math.abs(limit) : 0);
  if (high !== undefined && value > high - margin(high))
    return { expected_value: high, reason: `above its limit of ${withUnit(high, metric)}` };
  if (low !== undefined && value < low + margin(low))
    return { expected_value: low, reason: `below its limit of ${withUnit(low, metric)}` };
  const minutes = before ? (at - before.at) / MINUTE_MS : 0;
  if (rate_per_minute !== undefined && before && minutes > 0) {
    const most = rate_per_minute * minutes;
    const change = value - before.value;
    if (Math.abs(change) > most)
      return {
        expected_value: before.value + Math.sign(change) * most,
        reason: `changes faster than ${withUnit(rate_per_minute, metric)} a minute`,
      };
  }
  if (flat_minutes !== undefined && at - since >= flat_minutes * MINUTE_MS)
    return { expected_value: null, reason: `has not changed for ${minutesOf(flat_minutes)}` };
  return undefined;
}

function withUnit(value: number, metric: string): string {
  const unit = unitOf(metric);
  return `${formatValue(value)}${unit && ` ${unit}`}`;
}

/** A number of minutes in words. */
export function minutesOf(minutes: number): string {
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

/** Whether a machine has sent nothing for as long as its limit allows; times in epoch milliseconds. */
export function isSilent(lastAt: number, silentMinutes: number, now: number): boolean {
  return now - lastAt >= silentMinutes * MINUTE_MS;
}
