import { expect, test } from "bun:test";
import { isOver, nextSpan, spanAt } from "../../../src/alarms/suppression/spans";
import { at, everySunday, suppression } from "./sample";

/** Whether it is in force just before and at each of these instants. */
const edges = (of: Parameters<typeof spanAt>[0], ...times: string[]) =>
  times.map((time) => [spanAt(of, at(time) - 1), spanAt(of, at(time))].map((span) => span !== undefined));

const BEGINS = [false, true];
const ENDS = [true, false];

test("02:00 to 04:00 on a Sunday in winter and in summer is two hours by the clock on the wall", () => {
  const sunday = everySunday();
  expect(edges(sunday, "2026-01-11T01:00Z", "2026-01-11T03:00Z")).toEqual([BEGINS, ENDS]);
  expect(edges(sunday, "2026-07-12T00:00Z", "2026-07-12T02:00Z")).toEqual([BEGINS, ENDS]);
});

test("in the night in which clocks are put forward it begins with the change: there is no 02:00", () => {
  const sunday = everySunday();
  expect(edges(sunday, "2026-03-29T01:00Z", "2026-03-29T02:00Z")).toEqual([BEGINS, ENDS]);
  expect(spanAt(sunday, at("2026-03-29T01:30Z"))).toEqual({
    from: at("2026-03-29T01:00Z"),
    to: at("2026-03-29T02:00Z"),
  });
});

test("in the night in which clocks are put back it lasts from the first 02:00 for three hours", () => {
  const sunday = everySunday();
  expect(edges(sunday, "2026-10-25T00:00Z", "2026-10-25T03:00Z")).toEqual([BEGINS, ENDS]);
  // 02:30 comes twice, and is in it both times.
  expect(["2026-10-25T00:30Z", "2026-10-25T01:30Z"].map((time) => spanAt(sunday, at(time)))).toEqual(
    Array(2).fill({ from: at("2026-10-25T00:00Z"), to: at("2026-10-25T03:00Z") }),
  );
});

test("one that lies within the hour that is left out does not come that week, and comes the next", () => {
  const short = everySunday({ weekly: { days: ["sun"], from: "02:15", to: "02:45" } });
  expect(spanAt(short, at("2026-03-29T01:00Z"))).toBeUndefined();
  expect(nextSpan(short, at("2026-03-23T00:00Z"))?.from).toBe(at("2026-04-05T00:15Z"));
});

test("over midnight it belongs to the day on which it begins", () => {
  const night = everySunday({ weekly: { days: ["fri"], from: "22:00", to: "06:00" } });
  expect(edges(night, "2026-01-09T21:00Z", "2026-01-10T05:00Z")).toEqual([BEGINS, ENDS]);
  expect(spanAt(night, at("2026-01-10T22:00Z"))).toBeUndefined();
});

test("a night over a change of the clocks ends by the clock on the wall", () => {
  const night = everySunday({ weekly: { days: ["sat"], from: "22:00", to: "06:00" } });
  expect(edges(night, "2026-03-28T21:00Z", "2026-03-29T04:00Z")).toEqual([BEGINS, ENDS]);
  expect(edges(night, "2026-10-24T20:00Z", "2026-10-25T05:00Z")).toEqual([BEGINS, ENDS]);
});

test("days on end are one span, from its first midnight to its last", () => {
  const weekend = everySunday({ weekly: { days: ["sat", "sun"], from: "00:00", to: "24:00" } });
  const span = { from: at("2026-01-09T23:00Z"), to: at("2026-01-11T23:00Z") };
  expect(spanAt(weekend, at("2026-01-10T12:00Z"))).toEqual(span);
  expect(spanAt(weekend, at("2026-01-11T12:00Z"))).toEqual(span);
});

test("it holds neither before it was set nor after somebody has ended it", () => {
  const set = everySunday({ begins_at: at("2026-01-11T01:30Z"), ended_at: at("2026-01-11T02:30Z") });
  expect(edges(set, "2026-01-11T01:30Z", "2026-01-11T02:30Z")).toEqual([BEGINS, ENDS]);
  expect(isOver(set, at("2026-01-11T02:30Z"))).toBe(true);
  expect(nextSpan(set, at("2026-01-12T00:00Z"))).toBeUndefined();
});

test("ended for this time, it comes again a week later", () => {
  const skipped = everySunday({ skipped_until: at("2026-01-11T03:00Z") });
  expect(spanAt(skipped, at("2026-01-11T02:00Z"))).toBeUndefined();
  expect(nextSpan(skipped, at("2026-01-11T02:00Z"))?.from).toBe(at("2026-01-18T01:00Z"));
});

test("one that comes once is what was said, and over afterwards", () => {
  const once = suppression({ begins_at: 1000, until: 2000 });
  expect([999, 1000, 1999, 2000].map((now) => spanAt(once, now))).toEqual([
    undefined,
    { from: 1000, to: 2000 },
    { from: 1000, to: 2000 },
    undefined,
  ]);
  expect(nextSpan(once, 0)).toEqual({ from: 1000, to: 2000 });
  expect([isOver(once, 1999), isOver(once, 2000)]).toEqual([false, true]);
});
