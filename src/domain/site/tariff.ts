import { z } from "zod";
import { occurrencesBetween, overlapOf, type WeeklySpan, weeklySpan } from "./weekly";

const TIMES_AT_MOST = 50;

/** Of a kWh, in the plant's currency. */
export const rate = z.number().min(0).max(1e6);
/** The times at which a kWh costs the peak rate: no two at once. */
export const peakTimes = z
  .array(weeklySpan)
  .max(TIMES_AT_MOST)
  .superRefine((times, context) => {
    const overlap = overlapOf(times);
    if (!overlap) return;
    const [first, second] = overlap.map(({ from, to }) => `${from} to ${to}`);
    context.addIssue({ code: "custom", message: `the times ${first} and ${second} overlap` });
  });

/** What a kWh costs, by the clocks of a time zone. */
export type Tariff = {
  timezone: string;
  peakRate: number;
  offPeakRate: number;
  peakTimes: readonly WeeklySpan[];
};

/** The times of peak rate that have a part in [from, to), epoch milliseconds, oldest first. */
export function peaksBetween({ peakTimes, timezone }: Tariff, from: number, to: number) {
  return occurrencesBetween(peakTimes, timezone, { from, to });
}

/** Whether a kWh costs the peak rate at an instant, epoch milliseconds. */
export function isPeakAt(tariff: Tariff, at: number): boolean {
  return peaksBetween(tariff, at, at + 1).length > 0;
}

/** What a kWh costs at an instant, epoch milliseconds. */
export function rateAt(tariff: Tariff, at: number): number {
  return isPeakAt(tariff, at) ? tariff.peakRate : tariff.offPeakRate;
}
