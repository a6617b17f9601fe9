import { expect, test } from "bun:test";
import { formatsOf } from "../../src/words/format";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const { integer, counted, duration, latency, minutesAndSeconds } = formatsOf("en");

test("a duration is told in the one unit that fits", () => {
  const told = [-5, 0, SECOND, 89 * SECOND, 90 * SECOND, 89 * MINUTE, 90 * MINUTE, 47 * HOUR, 48 * HOUR];
  expect(told.map(duration)).toEqual([
    "0 sec",
    "0 sec",
    "1 sec",
    "89 sec",
    "2 min",
    "89 min",
    "2 hr",
    "47 hr",
    "2 days",
  ]);
  expect(duration(400 * DAY)).toBe("400 days");
});

test("a response time is whole milliseconds, at least one, and past a second three digits of seconds", () => {
  expect([0.2, 12.4, 999, 1000, 1234, 61_000, 1_234_000].map(latency)).toEqual([
    "1 ms",
    "12 ms",
    "999 ms",
    "1 sec",
    "1.23 sec",
    "61 sec",
    "1\u202f234 sec",
  ]);
});

test("minutes and seconds read like a clock, also past an hour", () => {
  expect([0, 21_000, 59_600, 181_000, 75 * MINUTE].map(minutesAndSeconds)).toEqual([
    "0:00",
    "0:21",
    "1:00",
    "3:01",
    "75:00",
  ]);
});

test("counts are exact however large, and agree with their noun", () => {
  const screens = { one: "screen", other: "screens" };
  expect([0, 1, 2, 1200].map((count) => counted(count, screens))).toEqual([
    "0 screens",
    "1 screen",
    "2 screens",
    "1\u202f200 screens",
  ]);
  expect(integer(Number.MAX_SAFE_INTEGER)).toBe("9\u202f007\u202f199\u202f254\u202f740\u202f991");
});

test("another language has its own plurals and units", () => {
  const german = formatsOf("de");
  expect(german.counted(2, { one: "Alarm", other: "Alarme" })).toBe("2 Alarme");
  expect(german.duration(5 * MINUTE)).toBe("5 Min.");
  expect(german.latency(1250)).toBe("1,25 Sek.");
  expect(german.integer(12_345)).toBe("12\u202f345");
});
