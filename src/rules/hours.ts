import type { Rule } from "../domain/alarm/rule";
import { type ShiftCalendar, shiftsBetween } from "../domain/site/shifts";
import { occurrencesBetween } from "../domain/site/weekly";
import { DAY_MS } from "../domain/time_units";

/** Whether a rule holds at an instant, epoch milliseconds. */
export type InForce = (at: number) => boolean;

/** Looked ahead at once: until then the answer is known without asking the calendar again. */
const AHEAD_MS = DAY_MS;

export type Calendar = { timezone: string; shifts: ShiftCalendar };

/**
 * The times in which a rule holds. A time of the week goes by the plant's clock, over midnight and when clocks change.
 * A shift that the site no longer has holds always: nothing may fall silent because of a name.
 */
export function inForceOf({ hours, shift }: Pick<Rule, "hours" | "shift">, calendar: Calendar): InForce {
  const { shifts, timezone } = calendar;
  if (hours) return remembered((from, to) => occurrencesBetween(hours, timezone, { from, to }));
  if (shift === undefined || !shifts.shifts.some(({ name }) => name === shift)) return () => true;
  return remembered((from, to) => shiftsBetween(shifts, from, to).filter(({ name }) => name === shift));
}

type Times = (from: number, to: number) => readonly { from: number; to: number }[];

/** Asks the calendar once for each stretch in which the answer is the same. */
function remembered(timesIn: Times): InForce {
  let known = { from: Infinity, to: -Infinity, isIn: false };
  return (at) => {
    if (at >= known.from && at < known.to) return known.isIn;
    const times = timesIn(at, at + AHEAD_MS);
    const current = times.find(({ from, to }) => from <= at && at < to);
    known = current
      ? { from: at, to: current.to, isIn: true }
      : {
          from: at,
          to: times.reduce((soonest, { from }) => Math.min(soonest, from), at + AHEAD_MS),
          isIn: false,
        };
    return known.isIn;
  };
}
