import type { Buckets } from "./buckets";
import { HOUR_MS, MINUTE_MS } from "../../domain/time_units";

/** How much of a span was read, and for how much of it the energy is known; milliseconds. */
export type Cover = { covered_ms: number; energy_ms: number };

type Kept = { kwh: number | null; covered_ms: number | null; energy_ms: number | null };

const POWER_METRIC = "power_kw";

/**
 * The cover of a stored roll-up, and its energy. Those of an earlier version do not tell it: a minute of
 * theirs counts as whole, a longer span as far as its minutes reach, or its readings at the machine's own
 * interval.
 */
export function coverOf(
  span: number,
  { kwh, covered_ms, energy_ms }: Kept,
  buckets: Buckets,
  intervalMs: number,
): Cover & { kwh: number | null } {
  return covered_ms !== null && energy_ms !== null
    ? { kwh, covered_ms: Number(covered_ms), energy_ms: Number(energy_ms) }
    : assumed(span, kwh, buckets, intervalMs);
}

function assumed(span: number, kwh: number | null, buckets: Buckets, intervalMs: number) {
  if (span <= MINUTE_MS) return { kwh, covered_ms: span, energy_ms: kwh === null ? 0 : span };
  const power = buckets.get(POWER_METRIC);
  const mean = power ? power[1] / power[0] : 0;
  const byMinutes = mean > 0 && kwh !== null ? (kwh / mean) * HOUR_MS : 0;
  const counted = (count: number) => Math.round(Math.min(span, Math.max(byMinutes, count * intervalMs)));
  const most = buckets.values().reduce((highest, [count]) => Math.max(highest, count), 0);
  const energy_ms = power ? counted(power[0]) : 0;
  return {
    kwh: energy_ms > byMinutes ? (mean * energy_ms) / HOUR_MS : kwh,
    covered_ms: counted(most),
    energy_ms,
  };
}
