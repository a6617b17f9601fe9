import type { Alarm } from "../../domain/alarm/alarm";
import { HOUR_MS } from "../../domain/time_units";
import type { Detected } from "./detect";

/** The time that an alarm covers; it goes on where it has neither cleared nor been resolved. */
type Covering = Pick<Alarm, "opened_at" | "cleared_at" | "resolved_at"> &
  Partial<Pick<Alarm, "state" | "updated_at">>;

/** An hour that an earlier call has found. */
type Found = Pick<Alarm, "metric" | "opened_at">;

/**
 * The hours that are news: those that no live alarm covers, and of neighbouring hours of one metric the one
 * that deviates most; where an earlier call has found one of these hours, or a neighbour of them, that one.
 * @param alarms live alarms of the machine
 * @param before what earlier calls have found of the machine
 */
export function mergeDetected(
  found: readonly Detected[],
  alarms: readonly Covering[],
  before: readonly Found[] = [],
): Detected[] {
  const merged: Run[] = [];
  for (const hour of found.filter(({ at }) => !alarms.some((alarm) => covers(alarm, at)))) {
    const run = merged.findLast(({ worst }) => worst.metric === hour.metric);
    if (!run || hour.at - run.last > HOUR_MS) {
      merged.push({ first: hour.at, last: hour.at, worst: hour });
      continue;
    }
    run.last = hour.at;
    if (Math.abs(hour.deviation_sd) > Math.abs(run.worst.deviation_sd)) run.worst = hour;
  }
  return inEarlier(merged, before);
}

/** Neighbouring hours of one metric, and the one of them that deviates most. */
type Run = { first: number; last: number; worst: Detected };

/** Each run once, at the hour under which an earlier call has told it: another period must not make a second one of it. */
function inEarlier(runs: readonly Run[], before: readonly Found[]): Detected[] {
  const told = new Map<string, Detected>();
  for (const { first, last, worst } of runs) {
    const known = before.find(
      ({ metric, opened_at: at }) => metric === worst.metric && at >= first - HOUR_MS && at <= last + HOUR_MS,
    );
    const at = known?.opened_at ?? worst.at;
    const key = `${at} ${worst.metric}`;
    if (!told.has(key)) told.set(key, { ...worst, at });
  }
  return [...told.values()];
}

/** What was found of the past was over when it was told. */
function covers({ opened_at, cleared_at, resolved_at, state, updated_at }: Covering, hour: number): boolean {
  const last = state === "finding" ? (updated_at ?? opened_at) : Infinity;
  const end = Math.min(cleared_at ?? Infinity, resolved_at ?? Infinity, last);
  return opened_at < hour + HOUR_MS && end >= hour;
}
