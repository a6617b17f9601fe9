import type { Limit } from "../../domain/alarm/machine_limits";
import { labelOf } from "../../domain/machine/labels";
import { formatValue, unitOf } from "../../domain/machine/metric";
import type { Reading } from "../../domain/machine/reading";
import { own } from "../../domain/own_property";
import { MINUTE_MS } from "../../domain/time_units";

/** A value has to come back by this share of its limit before it counts as back. */
const HYSTERESIS = 0.02;

/** Of each metric with a limit: its newest value, since when it is that, and whether it is beyond; plain JSON. */
export type LimitState = Record<string, { at: number; value: number; since: number; beyond: boolean }>;

/** A limit that is broken. `expected_value` is the nearest value that keeps it; null for a sensor that stands still. */
export type Breach = {
  metric: string;
  value: number;
  expected_value: number | null;
  severity: Limit["severity"];
  reason: string;
};

/** The limits that a reading breaks. Back within only by the hysteresis is still beyond; notes the reading in `state`. */
export function breaches(limits: readonly Limit[], state: LimitState, { at, metrics }: Reading): Breach[] {
  return limits.flatMap((limit) => {
    const value = own(metrics, limit.metric);
    if (value === undefined) return [];
    const before = own(state, limit.metric);
    const since = before?.value === value ? before.since : at;
    const broken = brokenBy(limit, value, before, { at, since });
    state[limit.metric] = { at, value, since, beyond: broken !== undefined };
    if (!broken) return [];
    const { metric, severity } = limit;
    return [
      {
        metric,
        value,
        severity,
        ...broken,
        reason: `${labelOf(metric)} ${told(value, metric)}, ${broken.reason}`,
      },
    ];
  });
}

type Broken = Pick<Breach, "expected_value" | "reason">;

function brokenBy(
  { metric, low, high, rate_per_minute, flat_minutes }: Limit,
  value: number,
  before: LimitState[string] | undefined,
  { at, since }: { at: number; since: number },
): Broken | undefined {
  const margin = (limit: number) => (before?.beyond ? HYSTERESIS * Math.abs(limit) : 0);
  if (high !== undefined && value > high - margin(high))
    return { expected_value: high, reason: `above its limit of ${told(high, metric)}` };
  if (low !== undefined && value < low + margin(low))
    return { expected_value: low, reason: `below its limit of ${told(low, metric)}` };
  const minutes = before ? (at - before.at) / MINUTE_MS : 0;
  if (rate_per_minute !== undefined && before && minutes > 0) {
    const most = rate_per_minute * minutes;
    const change = value - before.value;
    if (Math.abs(change) > most)
      return {
        expected_value: before.value + Math.sign(change) * most,
        reason: `changes faster than ${told(rate_per_minute, metric)} a minute`,
      };
  }
  if (flat_minutes !== undefined && at - since >= flat_minutes * MINUTE_MS)
    return { expected_value: null, reason: `has not changed for ${minutesOf(flat_minutes)}` };
  return undefined;
}

function told(value: number, metric: string): string {
  const unit = unitOf(metric);
  return `${formatValue(value)}${unit && ` ${unit}`}`;
}

/** So many minutes, in words. */
export function minutesOf(minutes: number): string {
  return `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

/** Whether a machine has sent nothing for longer than it may; times in epoch milliseconds. */
export function isSilent(lastAt: number, silentMinutes: number, now: number): boolean {
  return now - lastAt >= silentMinutes * MINUTE_MS;
}
