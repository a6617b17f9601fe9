import { expect, test } from "bun:test";
import type { ActivationRow, End } from "../../../src/alarms/performance/activation";
import { figuresOf } from "../../../src/alarms/performance/figures";
import { floodsIn } from "../../../src/alarms/performance/flood_time";
import { neighbourOf, periodOf } from "../../../src/alarms/performance/period";
import { linesOf } from "../../../src/alarms/performance/targets";
import { atOnce } from "../../../src/async/steps";
import type { Priority } from "../../../src/domain/alarm/alarm";
import { WEEKDAYS } from "../../../src/domain/site/weekly";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const MONDAY = Date.parse("2026-03-02T00:00:00Z");
const LATER = MONDAY + 100 * DAY;
const shifts = {
  timezone: "UTC",
  holidays: [],
  shifts: [
    { name: "Early", days: [...WEEKDAYS], from: "06:00", to: "14:00" },
    { name: "Night", days: [...WEEKDAYS], from: "22:00", to: "06:00" },
  ],
};
const calendar = { timezone: "UTC", shifts };
const date = (text: string) => Temporal.PlainDate.from(text);

type Call = {
  at: number;
  ended?: number;
  end?: End;
  acknowledged?: number;
  machine?: string | null;
  metric?: string;
  priority?: Priority;
  suppressed?: boolean;
};

const row = (call: Call): ActivationRow => [
  call.at,
  call.ended ?? null,
  call.end ?? (call.ended === undefined ? null : "cleared"),
  call.acknowledged ?? null,
  call.machine === undefined ? "c1" : call.machine,
  call.metric ?? "power_kw",
  "spike",
  call.priority ?? 4,
  call.suppressed ? 1 : 0,
];

type Asked = { day?: string; shift?: string; kind?: "day" | "week"; now?: number; machines?: string[] };

function counted(
  calls: Call[],
  { day = "2026-03-04", shift, kind = "week", now = LATER, machines }: Asked = {},
) {
  const period = periodOf({ kind, date: date(day), shift }, calendar, now);
  const rows = calls.toSorted((a, b) => a.at - b.at).map(row);
  const isIn = (id: string | null) => machines === undefined || (id !== null && machines.includes(id));
  return atOnce(figuresOf(rows, { period, barsOf: kind === "day" ? "hour" : "day", isIn }));
}

/** The alarms of a week, small enough to be counted on paper. */
const WEEK: Call[] = [
  // Stands since Sunday noon until Tuesday noon: stale from Monday noon, on two days.
  { at: MONDAY - 12 * HOUR, ended: MONDAY + 36 * HOUR, metric: "flow" },
  // Tuesday: a flood of 12, one every 50 s, on c2. Ten are normal after 2 min, two after 60 s and 30 s.
  ...Array.from({ length: 12 }, (_, index) => {
    const at = MONDAY + DAY + 8 * HOUR + index * 50_000;
    const stands = index === 0 ? MINUTE : index === 1 ? MINUTE / 2 : 2 * MINUTE;
    return { at, ended: at + stands, machine: "c2", metric: `m${index}` };
  }),
  // Wednesday, at night and early: acknowledged after 1, 2 and 9 min.
  ...[1, 2, 9].map((minutes, index) => {
    const at = MONDAY + 2 * DAY + (5 + index) * HOUR;
    const priority: Priority = index === 0 ? 1 : 2;
    return { at, ended: at + HOUR, acknowledged: at + minutes * MINUTE, priority };
  }),
  // Thursday: three times within 10 min, which chatters.
  ...[0, 4, 8].map((minute) => {
    const at = MONDAY + 3 * DAY + 20 * HOUR + minute * MINUTE;
    return { at, ended: at + 2 * MINUTE, metric: "level", priority: 3 as const };
  }),
  // Friday: one that nobody was called for, one that was shelved after an hour, one that got worse as it stood.
  { at: MONDAY + 4 * DAY, ended: MONDAY + 4 * DAY + HOUR, suppressed: true },
  { at: MONDAY + 4 * DAY + HOUR, ended: MONDAY + 4 * DAY + 2 * HOUR, end: "suppressed" },
  { at: MONDAY + 4 * DAY + 3 * HOUR, ended: MONDAY + 4 * DAY + 3 * HOUR, end: "same", machine: null },
  // The week after.
  { at: MONDAY + 7 * DAY },
];

test("a week counted by hand", () => {
  const figures = counted(WEEK);
  // 12 on Tuesday, 3 on Wednesday, 3 on Thursday, 2 on Friday.
  expect(figures).toMatchObject({
    observedMs: 7 * DAY,
    count: 20,
    suppressed: 1,
    shelved: 1,
    floods: 1,
    stale: { count: 1, worstDay: 1 },
    chattering: 1,
    fleeting: 2,
    tenMinutes: { worst: 12 },
    hour: { worst: 12 },
    day: { worst: 12 },
    priorities: {
      high: { count: 1, share: 0.05 },
      medium: { count: 2, share: 0.1 },
      low: { count: 17, share: 0.85 },
    },
    acknowledged: { count: 3, medianMs: 2 * MINUTE, ninetyMs: 9 * MINUTE },
  });
  expect(figures.day.mean).toBeCloseTo(20 / 7, 10);
  expect(figures.hour.mean).toBeCloseTo(20 / 168, 10);
  expect(figures.tenMinutes.mean).toBeCloseTo(20 / 1008, 10);
  // From 8:00 on; of the last five the first, of 8:05:50, leaves the span at 8:15:50.
  expect(figures.floodShare).toBeCloseTo(950_000 / (7 * DAY), 10);
  expect(figures.bars.map(({ count }) => count)).toEqual([0, 12, 3, 3, 2, 0, 0]);
  expect(figures.frequent.slice(0, 3)).toMatchObject([
    // Three on Wednesday and the one that was shelved.
    { machineId: "c1", metric: "power_kw", count: 4, share: 0.2, chatters: false },
    { machineId: "c1", metric: "level", count: 3, share: 0.15, chatters: true },
    { machineId: null, metric: "power_kw", count: 1 },
  ]);
  // 4 + 3 + 8 that called once.
  expect(figures.topShare).toBe(0.75);
});

test("each figure says whether it meets its target", () => {
  const met = Object.fromEntries(linesOf(counted(WEEK)).map((line) => [line.key, line.met]));
  expect(met).toEqual({
    ...{ per_10_min: true, per_10_min_worst: false, per_hour: true, per_hour_worst: true },
    ...{ per_day: true, per_day_worst: true, flood_share: true, top_ten_share: false, stale_worst_day: true },
    ...{ chattering: false, fleeting: false, priority_low: true, priority_medium: true, priority_high: true },
    ...{ acknowledge_median: null, acknowledge_90: null, suppressed: null, shelved: true },
  });
});

test("where nothing called, nothing is judged by a share", () => {
  const lines = linesOf(counted([]));
  const of = (key: string) => lines.find((line) => line.key === key);
  expect(of("priority_low")).toMatchObject({ value: null, met: null });
  expect(of("per_day")).toMatchObject({ value: 0, met: true });
  expect(of("flood_share")).toMatchObject({ value: 0, met: true });
});

test("a shift has the alarms of its hours, by the time that it was there", () => {
  const early = counted(WEEK, { shift: "Early" });
  // The flood at 8:00, and of Wednesday 6:00 and 7:00.
  expect(early).toMatchObject({ count: 14, observedMs: 7 * 8 * HOUR, floods: 1, shelved: 0 });
  expect(early.floodShare).toBeCloseTo(950_000 / (56 * HOUR), 10);
  expect(early.hour.mean).toBeCloseTo(14 / 56, 10);
  // Wednesday 5:00, and of Friday two; the shift that began on Sunday has its part of Monday.
  expect(counted(WEEK, { shift: "Night" })).toMatchObject({ count: 3, shelved: 1, observedMs: 7 * 8 * HOUR });
  expect(counted(WEEK, { shift: "Gone" })).toMatchObject({ count: 0, observedMs: 0, floodShare: null });
});

test("machines are looked at alone", () => {
  expect(counted(WEEK, { machines: ["c2"] })).toMatchObject({ count: 12, stale: { count: 0 }, floods: 1 });
  expect(counted(WEEK, { machines: ["c1"] })).toMatchObject({ count: 7, floods: 0 });
});

test("a day is counted by the hour; what has not come yet is not looked at", () => {
  const tuesday = counted(WEEK, { kind: "day", day: "2026-03-03" });
  expect(tuesday.bars).toHaveLength(24);
  expect(tuesday.bars[8]).toEqual({ from: MONDAY + DAY + 8 * HOUR, count: 12 });
  const half = counted(WEEK, { kind: "day", day: "2026-03-03", now: MONDAY + DAY + 12 * HOUR });
  expect(half).toMatchObject({ observedMs: 12 * HOUR, count: 12, day: { mean: 24, worst: 12 } });
});

test("an alarm is stale while it stands for longer than a day, with or without an end", () => {
  const stale = (calls: Call[]) => counted(calls).stale;
  expect(stale([{ at: MONDAY, ended: MONDAY + DAY }])).toEqual({ count: 0, worstDay: 0 });
  expect(stale([{ at: MONDAY, ended: MONDAY + DAY + 1 }])).toEqual({ count: 1, worstDay: 1 });
  expect(stale([{ at: MONDAY - 30 * DAY }, { at: MONDAY + 5 * DAY }])).toEqual({ count: 2, worstDay: 2 });
  // One ends on Tuesday, the other is stale from Wednesday on.
  expect(stale([{ at: MONDAY - 2 * DAY, ended: MONDAY + DAY + HOUR }, { at: MONDAY + DAY }])).toEqual({
    count: 2,
    worstDay: 1,
  });
  expect(stale([{ at: MONDAY - 30 * DAY, suppressed: true }])).toEqual({ count: 0, worstDay: 0 });
});

test("a flood begins above ten in ten minutes, and lasts until fewer than five are left", () => {
  const instants = (count: number, every: number) =>
    Array.from({ length: count }, (_, index) => index * every);
  expect(floodsIn(instants(10, 1), DAY)).toEqual([]);
  expect(floodsIn(instants(11, 1), DAY)).toEqual([{ from: 0, to: 6 + 10 * MINUTE }]);
  // The eleventh comes when the first has left the span.
  expect(floodsIn(instants(11, MINUTE), DAY)).toEqual([]);
  // Six in 10 min keep it up, but cannot begin it.
  const kept = [...instants(11, 1), ...instants(20, 100_000).map((at) => at + MINUTE)];
  expect(floodsIn(kept, DAY)).toEqual([{ from: 0, to: MINUTE + 15 * 100_000 + 10 * MINUTE }]);
  expect(floodsIn(instants(11, 1), MINUTE)).toEqual([{ from: 0, to: MINUTE }]);
  expect(floodsIn([...instants(11, 1), ...instants(11, 1).map((at) => at + HOUR)], DAY)).toHaveLength(2);
});

test("one that began before the period goes on in it", () => {
  const calls = Array.from({ length: 30 }, (_, index) => ({ at: MONDAY - 5 * MINUTE + index * 10_000 }));
  const { count, floods, floodShare } = counted(calls, { kind: "day", day: "2026-03-02" });
  // The last is 10 s before midnight; of the last five the first, at 50 s before, leaves the span at 00:09:10.
  expect({ count, floods }).toEqual({ count: 0, floods: 1 });
  expect(floodShare).toBeCloseTo((9 * MINUTE + 10_000) / DAY, 10);
});

test("days have the length that clocks give them, and periods their calendar's", () => {
  const berlin = { timezone: "Europe/Berlin", shifts: { ...shifts, timezone: "Europe/Berlin" } };
  const of = (kind: "day" | "week" | "month" | "year", day: string) =>
    periodOf({ kind, date: date(day) }, berlin, LATER + 400 * DAY);
  const hours = ({ from, to }: { from: number; to: number }) => (to - from) / HOUR;
  expect(hours(of("day", "2026-03-29"))).toBe(23);
  expect(hours(of("day", "2026-10-25"))).toBe(25);
  expect(of("week", "2026-03-08")).toMatchObject({ first: "2026-03-02", last: "2026-03-08" });
  expect(of("month", "2026-02-10")).toMatchObject({ first: "2026-02-01", last: "2026-02-28" });
  expect(of("year", "2026-12-31")).toMatchObject({ first: "2026-01-01", last: "2026-12-31" });
  expect(of("year", "2026-12-31").days).toHaveLength(365);
  expect(neighbourOf("month", date("2026-03-31"), -1).toString()).toBe("2026-02-01");
  expect(periodOf({ kind: "day", date: date("2030-01-01") }, calendar, LATER)).toMatchObject({
    spans: [],
    days: [],
  });
});
