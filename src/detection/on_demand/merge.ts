import type { Alarm } from "../../domain/alarm/alarm";
import { HOUR_MS } from "../../domain/time_units";
import type { Detected } from "./detect";

/** The time that an alarm covers; it goes on where it has neither cleared nor been resolved. */
type Covering = Pick<Alarm, "opened_at" | "cleared_at" | "resolved_at">;

/**
 * The hours that are news: those that no live alarm covers, and of neighbouring hours of one metric the one
 * that deviates most.
 * @param alarms live alarms of the machine
 */
export function mergeDetected(found: readonly Detected[], alarms: readonly Covering[]): Detected[] {
  const merged: { last: number; worst: Detected }[] = [];
  for (const hour of found.filter(({ at }) => !alarms.some((alarm) => covers(alarm, at)))) {
    const run = merged.findLast(({ worst }) => worst.metric === hour.metric);
    if (!run || hour.at - run.last > HOUR_MS) {
      merged.push({ last: hour.at, worst: hour });
      continue;
    }
    run.last = hour.at;
    if (Math.abs(hour.deviation_sd) > Math.abs(run.worst.deviation_sd)) run.worst = hour;
  }
  return merged.map(({ worst }) => worst);
}

function covers({ opened_at, cleared_at, resolved_at }: Covering, hour: number): boolean {
  const end = Math.min(cleared_at ?? Infinity, resolved_at ?? Infinity);
  return opened_at < hour + HOUR_MS && end >= hour;
}
