import { z } from "zod";
import { instantOf } from "./local_time";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const BEGINS = "must be a time like 06:00";
const ENDS = "must be a time like 22:00, at most 24:00";
const DAY_MINUTES = 24 * 60;

/** The fields of a time that comes every week; it begins on each of its days. */
export const weeklyFields = {
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1, "name at least one weekday")
    .transform((days) => WEEKDAYS.filter((day) => days.includes(day))),
  from: z.string().regex(CLOCK, BEGINS),
  /** Not after `from`: on the day after. */
  to: z.string().refine((text) => text === "24:00" || CLOCK.test(text), ENDS),
};
export const weeklySpan = z.strictObject(weeklyFields);
/** Some hours of some weekdays, in local time; over midnight where `to` is not after `from`. */
export type WeeklySpan = z.output<typeof weeklySpan>;

/** One occurrence: the local date on which it began, and its instants, epoch milliseconds, half open. */
export type Occurrence<T extends WeeklySpan> = { span: T; date: string; from: number; to: number };

/**
 * The occurrences that have a part in [from, to), oldest first. They never overlap where their weekly times
 * do not, and those that join in the week join at each instant, on the days when clocks change too.
 * @param isLeftOut whether nothing begins on a local date
 */
export function occurrencesBetween<T extends WeeklySpan>(
  spans: readonly T[],
  timezone: string,
  { from, to }: { from: number; to: number },
  isLeftOut: (date: string) => boolean = () => false,
): Occurrence<T>[] {
  const found: Occurrence<T>[] = [];
  const localDate = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
  // One that began the day before may last; and clocks that are put back over midnight repeat the day before.
  const last = localDate(to).add({ days: 1 });
  let date = localDate(from).subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const name = date.toString();
    if (isLeftOut(name)) continue;
    for (const span of spans.filter(({ days }) => days.includes(WEEKDAYS[date.dayOfWeek - 1]!))) {
      const { begin, end } = minutesOf(span);
      const [begins, ends] = [instantOf(date, begin, timezone), instantOf(date, end, timezone)];
      if (begins < ends && begins < to && ends > from)
        found.push({ span, date: name, from: begins, to: ends });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Two times of the week that overlap, or undefined. */
export function overlapOf<T extends WeeklySpan>(spans: readonly T[]): [T, T] | undefined {
  const inWeek = spans
    .flatMap((span) => span.days.map((day) => ({ span, ...shifted(span, WEEKDAYS.indexOf(day)) })))
    .sort((a, b) => a.begin - b.begin);
  const [first] = inWeek;
  if (!first) return undefined;
  const week = 7 * DAY_MINUTES;
  const next = [...inWeek.slice(1), { ...first, begin: first.begin + week }];
  const place = inWeek.findIndex(({ end }, index) => end > next[index]!.begin);
  return place < 0 ? undefined : [inWeek[place]!.span, next[place]!.span];
}

function shifted(span: WeeklySpan, day: number) {
  const { begin, end } = minutesOf(span);
  return { begin: begin + day * DAY_MINUTES, end: end + day * DAY_MINUTES };
}

/** Minutes after the local midnight of the day on which it begins. */
function minutesOf({ from, to }: WeeklySpan): { begin: number; end: number } {
  const [begin, end] = [minutes(from), minutes(to)];
  return { begin, end: end > begin ? end : end + DAY_MINUTES };
}

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
