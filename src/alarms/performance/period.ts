import { instantOf } from "../../domain/site/local_time";
import { type ShiftCalendar, shiftsBetween } from "../../domain/site/shifts";

export const PERIODS = ["day", "week", "month", "year"] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** A stretch of time, epoch milliseconds, half open. */
export type Span = { from: number; to: number };

/** What is looked at: a stretch of local days, and of these the parts in which somebody was there to be called. */
export type Period = Span & {
  /** The first and the last local date of it. */
  first: string;
  last: string;
  /** The beginning of each local day; days have 23 and 25 hours too. */
  days: readonly { date: string; from: number }[];
  /** Its parts in time order: all of it so far, or the hours of a shift. */
  spans: readonly Span[];
};

/** A year is the 365 days that end with its date: the most that is looked at. */
const YEAR_DAYS = 365;

/**
 * The day, ISO week or month of a local date, or the 365 days up to it. Nothing after `now` is looked at.
 * @param shift a name of the calendar's; one that it does not have leaves nothing
 */
export function periodOf(
  { kind, date, shift }: { kind: PeriodKind; date: Temporal.PlainDate; shift?: string | undefined },
  { timezone, shifts }: { timezone: string; shifts: ShiftCalendar },
  now: number,
): Period {
  const { first, count } = daysOf(kind, date);
  const days = Array.from({ length: count }, (_, day) => first.add({ days: day }))
    .map((each) => ({ date: each.toString(), from: instantOf(each, 0, timezone) }))
    .filter(({ from }) => from < now);
  const from = instantOf(first, 0, timezone);
  const to = Math.max(from, Math.min(now, instantOf(first.add({ days: count }), 0, timezone)));
  const within = shift === undefined ? [{ from, to }] : hoursOf(shift, shifts, { from, to });
  const last = first.add({ days: count - 1 }).toString();
  return {
    from,
    to,
    first: first.toString(),
    last,
    days,
    spans: within.filter((span) => span.from < span.to),
  };
}

function hoursOf(shift: string, calendar: ShiftCalendar, { from, to }: Span): Span[] {
  return shiftsBetween(calendar, from, to)
    .filter(({ name }) => name === shift)
    .map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }));
}

function daysOf(kind: PeriodKind, date: Temporal.PlainDate): { first: Temporal.PlainDate; count: number } {
  switch (kind) {
    case "day":
      return { first: date, count: 1 };
    case "week":
      return { first: date.subtract({ days: date.dayOfWeek - 1 }), count: 7 };
    case "month":
      return { first: date.with({ day: 1 }), count: date.daysInMonth };
    case "year":
      return { first: date.subtract({ days: YEAR_DAYS - 1 }), count: YEAR_DAYS };
  }
}

/** The date that lies one period before (-1) or after (1). */
export function neighbourOf(kind: PeriodKind, date: Temporal.PlainDate, step: 1 | -1): Temporal.PlainDate {
  switch (kind) {
    case "day":
      return date.add({ days: step });
    case "week":
      return date.add({ days: step * 7 });
    case "month":
      return date.with({ day: 1 }).add({ months: step });
    case "year":
      return date.add({ days: step * YEAR_DAYS });
  }
}

/** Milliseconds in all. */
export const lengthOf = (spans: readonly Span[]) => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** The common length of two lists of spans, each in time order and without overlap. */
export function overlapOf(some: readonly Span[], others: readonly Span[]): number {
  let sum = 0;
  let place = 0;
  for (const { from, to } of some) {
    while (place < others.length && others[place]!.to <= from) place++;
    for (let each = place; each < others.length && others[each]!.from < to; each++)
      sum += Math.min(to, others[each]!.to) - Math.max(from, others[each]!.from);
  }
  return sum;
}
