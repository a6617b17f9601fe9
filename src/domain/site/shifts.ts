import { z } from "zod";
import { singleLine } from "./single_line";
import { occurrencesBetween, overlapOf, weeklyFields } from "./weekly";

const SHIFTS_AT_MOST = 50;
const HOLIDAYS_AT_MOST = 1_000;
const LEAP_YEAR = "2024";

export const shift = z.strictObject({ name: singleLine(60), ...weeklyFields });
/** A shift: its name, and the weekdays and hours of its beginning and end. */
export type Shift = z.output<typeof shift>;

/** A day on which no shift begins: once ("2026-12-25"), or each year ("12-25"). */
export const holiday = z.strictObject({
  date: z.string().refine(isDate, "must be a date like 2026-12-25, or like 12-25 for each year"),
  name: singleLine(60),
});
export type Holiday = z.output<typeof holiday>;

/** The shifts of a plant: no two at once. */
export const shiftList = z
  .array(shift)
  .max(SHIFTS_AT_MOST)
  .superRefine((shifts, context) => {
    const twice = shifts.find(({ name }, place) => shifts.findIndex((each) => each.name === name) < place);
    const overlap = overlapOf(shifts);
    if (twice) context.addIssue({ code: "custom", message: `two shifts are named ${twice.name}` });
    else if (overlap)
      context.addIssue({ code: "custom", message: overlapText(overlap.map(({ name }) => name)) });
  });
export const holidayList = z.array(holiday).max(HOLIDAYS_AT_MOST);

/** When people work, by the clocks of a time zone. */
export type ShiftCalendar = {
  timezone: string;
  shifts: readonly Shift[];
  holidays: readonly Holiday[];
};

/** One shift of one day: the date on which it began, and its instants, epoch milliseconds, half open. */
export type ShiftSpan = { name: string; date: string; from: number; to: number };

/** The shift at an instant (epoch milliseconds), if there is one. */
export function shiftAt(calendar: ShiftCalendar, at: number): ShiftSpan | undefined {
  return shiftsBetween(calendar, at, at + 1)[0];
}

/**
 * The shifts that have a part in [from, to), oldest first. On a holiday none begins; one that began the
 * evening before goes on to its end.
 */
export function shiftsBetween(
  { shifts, holidays, timezone }: ShiftCalendar,
  from: number,
  to: number,
): ShiftSpan[] {
  const dates = new Set(holidays.map(({ date }) => date));
  const isHoliday = (date: string) => dates.has(date) || dates.has(date.slice(-"12-25".length));
  return occurrencesBetween(shifts, timezone, { from, to }, isHoliday).map(({ span, ...part }) => ({
    name: span.name,
    ...part,
  }));
}

const overlapText = ([first, second]: string[]) =>
  first === second ? `the shift ${first} begins before it has ended` : `${first} and ${second} overlap`;

function isDate(text: string): boolean {
  const whole = /^\d\d-\d\d$/.test(text) ? `${LEAP_YEAR}-${text}` : text;
  try {
    return /^\d{4}-\d\d-\d\d$/.test(whole) && Temporal.PlainDate.from(whole).toString() === whole;
  } catch {
    return false;
  }
}
