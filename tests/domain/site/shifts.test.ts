import { expect, test } from "bun:test";
import fc from "fast-check";
import { instantOf } from "../../../src/domain/site/local_time";
import {
  holidayList,
  type Shift,
  shiftAt,
  type ShiftCalendar,
  shiftList,
  shiftsBetween,
} from "../../../src/domain/site/shifts";
import { overlapOf, WEEKDAYS } from "../../../src/domain/site/weekly";

const HOUR_MS = 3_600_000;
const WORKDAYS = WEEKDAYS.slice(0, 5);
const at = (text: string) => Date.parse(text);
const shift = (name: string, from: string, to: string, days: Shift["days"] = [...WEEKDAYS]): Shift => ({
  ...{ name, from, to, days },
});
const early = shift("Early", "06:00", "14:00", WORKDAYS);
const late = shift("Late", "14:00", "22:00", WORKDAYS);
const night = shift("Night", "22:00", "06:00", WORKDAYS);

const calendar = (more: Partial<ShiftCalendar> = {}): ShiftCalendar => ({
  timezone: "Europe/Berlin",
  shifts: [early, late, night],
  holidays: [],
  ...more,
});
const nameAt = (text: string, more: Partial<ShiftCalendar> = {}) => shiftAt(calendar(more), at(text))?.name;

test("several shifts a day, each up to the moment at which the next begins", () => {
  expect(nameAt("2026-11-23T05:59:59+01:00")).toBeUndefined(); // the night of a Sunday
  expect(nameAt("2026-11-23T06:00:00+01:00")).toBe("Early");
  expect(nameAt("2026-11-23T13:59:59.999+01:00")).toBe("Early");
  expect(nameAt("2026-11-23T14:00:00+01:00")).toBe("Late");
  expect(nameAt("2026-11-24T05:59:59+01:00")).toBe("Night");
});

test("a shift over midnight is of the day on which it began", () => {
  const friday = shiftAt(calendar(), at("2026-11-28T03:00:00+01:00"));
  expect(friday).toMatchObject({ name: "Night", date: "2026-11-27" });
  expect(friday!.to - friday!.from).toBe(8 * HOUR_MS);
  expect(nameAt("2026-11-28T06:00:00+01:00")).toBeUndefined();
});

test("on a holiday no shift begins, and the night shift of the day before goes on", () => {
  const holidays = [{ date: "2026-11-25", name: "Once" }];
  expect(nameAt("2026-11-25T05:00:00+01:00", { holidays })).toBe("Night");
  expect(nameAt("2026-11-25T06:00:00+01:00", { holidays })).toBeUndefined();
  expect(nameAt("2026-11-26T05:00:00+01:00", { holidays })).toBeUndefined();
  expect(nameAt("2026-11-26T06:00:00+01:00", { holidays })).toBe("Early");
});

test("a holiday without a year comes each year", () => {
  const holidays = [{ date: "12-25", name: "Christmas" }];
  expect(nameAt("2026-12-25T10:00:00+01:00", { holidays })).toBeUndefined();
  expect(nameAt("2028-12-25T10:00:00+01:00", { holidays })).toBeUndefined();
  expect(nameAt("2026-12-24T10:00:00+01:00", { holidays })).toBe("Early");
});

test("the shifts go by their own time zone", () => {
  expect(nameAt("2026-11-23T06:30:00Z", { timezone: "America/New_York" })).toBeUndefined();
  expect(nameAt("2026-11-23T12:30:00Z", { timezone: "America/New_York" })).toBe("Early");
});

test("the night in which clocks are put forward is an hour shorter, the other an hour longer", () => {
  const daily = { shifts: [early, late, night].map((each) => ({ ...each, days: [...WEEKDAYS] })) };
  const hours = (text: string) => {
    const { from, to } = shiftAt(calendar(daily), at(text))!;
    return (to - from) / HOUR_MS;
  };
  expect(hours("2026-03-29T03:30:00+02:00")).toBe(7);
  expect(hours("2026-10-25T02:30:00+01:00")).toBe(9);
  expect(hours("2026-03-30T03:30:00+02:00")).toBe(8);
});

test("shifts that meet within the hour that is left out, or comes twice, still meet", () => {
  const shifts = [shift("A", "02:30", "12:00"), shift("B", "12:00", "02:30")];
  for (const day of ["2026-03-29", "2026-10-25"]) {
    const spans = shiftsBetween(
      calendar({ shifts }),
      at(`${day}T00:00:00Z`) - 24 * HOUR_MS,
      at(`${day}T23:00Z`),
    );
    for (const [place, span] of spans.slice(1).entries()) expect(span.from).toBe(spans[place]!.to);
  }
});

const minute = fc.integer({ min: 0, max: 1439 });
const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
/**
 * Zones with a change of an hour, of half an hour, at midnight, over midnight, of a whole day, and of none.
 */
const zone = fc.constantFrom(
  ...["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "America/St_Johns"],
  ...["Pacific/Apia", "Africa/Cairo", "Asia/Kolkata", "UTC"],
);
const instant = fc.integer({ min: at("2005-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
/** Around each change of clocks, where something could go wrong. */
const changing = fc.tuple(zone, instant, fc.integer({ min: -2 * HOUR_MS, max: 2 * HOUR_MS })).map((drawn) => {
  const [timezone, from, beside] = drawn;
  const next = Temporal.Instant.fromEpochMilliseconds(from)
    .toZonedDateTimeISO(timezone)
    .getTimeZoneTransition("next");
  return { timezone, at: (next?.epochMilliseconds ?? from) + beside };
});
/** A day that is parted into shifts as a whole, at any minutes. */
const wholeDay = fc.uniqueArray(minute, { minLength: 1, maxLength: 5 }).map((minutes) => {
  const marks = minutes.toSorted((a, b) => a - b);
  return marks.map((from, place) => shift(`S${place}`, clock(from), clock(marks[place + 1] ?? marks[0]!)));
});

test("shifts that fill the day fill all time: every instant is in exactly one, and spans join", () => {
  fc.assert(
    fc.property(changing, wholeDay, ({ timezone, at }, shifts) => {
      const all = calendar({ timezone, shifts });
      const spans = shiftsBetween(all, at - 40 * HOUR_MS, at + 40 * HOUR_MS);
      expect(spans[0]!.from).toBeLessThanOrEqual(at - 40 * HOUR_MS);
      expect(spans.at(-1)!.to).toBeGreaterThanOrEqual(at + 40 * HOUR_MS);
      for (const [place, span] of spans.slice(1).entries()) expect(span.from).toBe(spans[place]!.to);
      const here = shiftAt(all, at)!;
      expect(here.from <= at && at < here.to).toBe(true);
      expect(spans.filter(({ from, to }) => from <= at && at < to)).toEqual([here]);
    }),
    { numRuns: 400 },
  );
});

const someShifts = fc
  .array(
    fc.record({
      name: fc.constant("S"),
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      from: minute.map(clock),
      to: minute.map(clock),
    }),
    { maxLength: 6 },
  )
  .map((shifts) => shifts.map((each, place) => ({ ...each, name: `S${place}` })));

test("shifts that are allowed never overlap, whatever the holidays and the clocks do", () => {
  fc.assert(
    fc.property(changing, someShifts, fc.boolean(), ({ timezone, at }, drawn, isHoliday) => {
      const shifts = drawn.filter((_, place) => overlapOf(drawn.slice(0, place + 1)) === undefined);
      fc.pre(overlapOf(shifts) === undefined && shifts.length > 0);
      const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).toPlainDate();
      const holidays = isHoliday ? [{ date: day.toString(), name: "H" }] : [];
      const spans = shiftsBetween({ timezone, shifts, holidays }, at - 90 * HOUR_MS, at + 90 * HOUR_MS);
      for (const [place, { from, to }] of spans.entries()) {
        expect(from).toBeLessThan(to);
        expect(from).toBeGreaterThanOrEqual(spans[place - 1]?.to ?? -Infinity);
      }
    }),
    { numRuns: 400 },
  );
});

test("a later local time is never an earlier instant", () => {
  fc.assert(
    fc.property(changing, fc.integer({ min: 0, max: 2880 }), minute, ({ timezone, at }, from, more) => {
      const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
      const date = local.toPlainDate().subtract({ days: 1 });
      expect(instantOf(date, from + more, timezone)).toBeGreaterThanOrEqual(instantOf(date, from, timezone));
    }),
  );
});

const problem = (shifts: unknown) => shiftList.safeParse(shifts).error?.issues[0]?.message;

test("shifts that overlap, also over the end of the week, are refused by name", () => {
  expect(problem([early, { ...late, from: "13:30" }])).toBe("Early and Late overlap");
  const weekend = shift("Weekend", "20:00", "07:00", ["sun"]);
  expect(problem([early, weekend])).toBe("Weekend and Early overlap");
  expect(problem([early, late, night, shift("Weekend", "06:00", "06:00", ["sat", "sun"])])).toBeUndefined();
  expect(problem([early, { ...late, name: "Early" }])).toBe("two shifts are named Early");
  expect(problem([{ ...early, days: [] }])).toContain("at least one weekday");
  expect(problem([{ ...early, from: "6:00" }])).toContain("06:00");
});

test("a shift all round the clock is one after the other", () => {
  expect(overlapOf([shift("Day", "06:00", "06:00")])).toBeUndefined();
  expect(overlapOf([shift("Day", "00:00", "24:00")])).toBeUndefined();
});

test("a holiday is a date that there is", () => {
  const isTaken = (date: string) => holidayList.safeParse([{ date, name: "H" }]).success;
  expect(["2026-12-25", "12-25", "02-29"].filter((date) => !isTaken(date))).toEqual([]);
  expect(["2026-02-29", "25.12.2026", "13-01", "", "2026-12"].filter(isTaken)).toEqual([]);
});
