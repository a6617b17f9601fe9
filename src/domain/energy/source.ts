import type { Point } from "../machine/reading";
import { HOUR_MS } from "../time_units";
import { growthOf } from "./counter";
import { gapsOf, heldTimes, isHeld, paceAt } from "./held";

/**
 * Where the energy of a machine is read: power that is held, a counter that grows, or the energy of each
 * interval.
 */
export type EnergySource = {
  metric: string;
  kind: "power" | "counter" | "interval";
  /** kWh in one unit of the metric; kW of a power. */
  kwhPerUnit: number;
};

/** Energy drawn over a time, evenly. Epoch milliseconds, half open. */
export type EnergyStretch = { from: number; to: number; kwh: number };

/** What is known of a machine: how often it should send, and the most power that is to be believed. */
export type MachinePace = { intervalMs: number; maxKw?: number | undefined };

export const POWER: EnergySource = { metric: "power_kw", kind: "power", kwhPerUnit: 1 };
/** The reference's energy of each interval: read where a machine sends no power. */
export const INTERVAL: EnergySource = { metric: "energy_kwh", kind: "interval", kwhPerUnit: 1 };

/** The energy that a source's values tell of, as far as they tell it. @param points oldest first */
export function energyOf(
  { kind, kwhPerUnit }: EnergySource,
  points: readonly Point[],
  { intervalMs, maxKw }: MachinePace,
): EnergyStretch[] {
  if (kind === "interval") return intervalEnergy(points, kwhPerUnit, intervalMs);
  if (kind === "counter") {
    const grown = growthOf(points, maxKw === undefined ? undefined : maxKw / kwhPerUnit);
    return grown.map(({ from, to, value }) => ({ from, to, kwh: value * kwhPerUnit }));
  }
  return heldTimes(points, intervalMs).map(({ from, to, value }) => ({
    from,
    to,
    kwh: (value * kwhPerUnit * (to - from)) / HOUR_MS,
  }));
}

/** Each value is the energy since the one before; after a gap, of one interval. */
function intervalEnergy(points: readonly Point[], kwhPerUnit: number, intervalMs: number): EnergyStretch[] {
  const gaps = gapsOf(points);
  return points.map(({ at, value }, place) => {
    const isNext = place > 0 && isHeld(gaps, place - 1, intervalMs);
    const length = isNext ? gaps[place - 1]! : paceAt(gaps, Math.max(0, place - 1), intervalMs);
    const before = place > 0 ? gaps[place - 1]! : Infinity;
    return { from: at - Math.min(length, before), to: at, kwh: value * kwhPerUnit };
  });
}

/** The part of the stretches within [from, to): milliseconds and kWh. */
export function within(stretches: readonly EnergyStretch[], from: number, to: number) {
  const part = { ms: 0, kwh: 0 };
  for (const { from: start, to: end, kwh } of stretches) {
    const ms = Math.min(end, to) - Math.max(start, from);
    if (ms <= 0) continue;
    part.ms += ms;
    part.kwh += kwh * (ms / (end - start));
  }
  return part;
}
