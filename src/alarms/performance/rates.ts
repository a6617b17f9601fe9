import { HOUR_MS, MINUTE_MS } from "../../domain/time_units";
import type { Period } from "./period";

/** Alarms in a span of time: on average, and in the worst one. */
export type Rate = { mean: number | null; worst: number };
/** Alarms of one hour or day, from an instant on. */
export type Bar = { from: number; count: number };

const WIDTH_MS = { tenMinutes: 10 * MINUTE_MS, hour: HOUR_MS };
type Width = keyof typeof WIDTH_MS | "day";

/** Counts calls in spans of 10 min, an hour and a local day; each day's spans begin at its midnight. */
export function createRates(days: Period["days"]) {
  const running = { tenMinutes: { from: -1, count: 0, most: 0 }, hour: { from: -1, count: 0, most: 0 } };
  const hours = new Map<number, number>();
  const ofDay = days.map(() => 0);
  let day = 0;

  return {
    /** In the order of time. */
    add(at: number): void {
      while (day + 1 < days.length && days[day + 1]!.from <= at) day++;
      ofDay[day] = (ofDay[day] ?? 0) + 1;
      const midnight = days[day]?.from ?? 0;
      for (const width of ["tenMinutes", "hour"] as const) {
        const from = at - ((at - midnight) % WIDTH_MS[width]);
        const span = running[width];
        span.count = span.from === from ? span.count + 1 : 1;
        span.from = from;
        span.most = Math.max(span.most, span.count);
      }
      // Only a day is drawn by the hour.
      if (days.length === 1) hours.set(running.hour.from, running.hour.count);
    },
    worst(width: Width): number {
      return width === "day" ? ofDay.reduce((most, count) => Math.max(most, count), 0) : running[width].most;
    },
    /** One for each day; or for each hour of the only day, which may have 23 or 25. */
    bars(width: "hour" | "day"): Bar[] {
      if (width === "day") return days.map(({ from }, index) => ({ from, count: ofDay[index] ?? 0 }));
      const midnight = days[0]?.from;
      if (midnight === undefined) return [];
      const newest = Math.max(midnight + 23 * HOUR_MS, ...hours.keys());
      const count = (newest - midnight) / HOUR_MS + 1;
      return Array.from({ length: count }, (_, hour) => midnight + hour * HOUR_MS).map((from) => ({
        from,
        count: hours.get(from) ?? 0,
      }));
    },
  };
}
