import { expect, test } from "bun:test";
import { readTimes } from "../../../src/commands/replay/times";

const BERLIN = "Europe/Berlin";
/** 02:00 comes twice: at midnight and at one o'clock UTC. */
const times = (...clocks: string[]) =>
  readTimes(
    clocks.map((clock) => `2026-10-25 ${clock}`),
    BERLIN,
  ).times.map((time) => (typeof time === "number" ? new Date(time).toISOString().slice(11, 16) : time.why));

test("in the doubled hour of autumn a time that runs backwards is the second one", () => {
  expect(times("01:30", "02:00", "02:30", "02:00", "02:30", "03:00")).toEqual([
    "23:30",
    "00:00",
    "00:30",
    "01:00",
    "01:30",
    "02:00",
  ]);
  expect(times("02:30", "02:10", "02:20")).toEqual(["00:30", "01:10", "01:20"]);
  expect(times("02:30", "02:10")).toEqual(["00:30", "01:10"]);
  expect(times("02:30", "02:40")).toEqual(["00:30", "00:40"]);
});

test("an hourly file says the doubled hour by the same time twice, a fast one only says a double", () => {
  expect(times("00:00", "01:00", "02:00", "02:00", "03:00")).toEqual([
    "22:00",
    "23:00",
    "00:00",
    "01:00",
    "02:00",
  ]);
  expect(times("02:00", "02:00", "02:01", "02:02", "02:03")).toEqual([
    "00:00",
    "00:00",
    "00:01",
    "00:02",
    "00:03",
  ]);
});

test("a file with its newest row first is read from its end", () => {
  expect(times("03:00", "02:30", "02:00", "02:30", "02:00", "01:30")).toEqual([
    "02:00",
    "01:30",
    "01:00",
    "00:30",
    "00:00",
    "23:30",
  ]);
});

test("a file in no order is not read as an hour of autumn", () => {
  expect(times("09:00", "02:30", "02:10", "10:00")).toEqual(["08:00", "00:30", "01:10", "09:00"]);
});

test("an hour that does not exist in spring is named", () => {
  const { times: read } = readTimes(["2026-03-29 01:59", "2026-03-29 02:30", "2026-03-29 03:00"], BERLIN);
  expect(read).toEqual([
    Date.UTC(2026, 2, 29, 0, 59),
    { why: '"2026-03-29 02:30" does not exist in Europe/Berlin: its clocks go forward then' },
    Date.UTC(2026, 2, 29, 1),
  ]);
});

test("epoch stamps, offsets and local times are read; only the last need a zone", () => {
  const at = Date.UTC(2026, 2, 2, 8);
  const zoned = readTimes([String(at), String(at / 1000), "2026-03-02 09:00:00+0100"], BERLIN);
  expect(zoned).toEqual({ times: [at, at, at], isZoneless: false });
  expect(readTimes(["2026-03-02 09:00"], BERLIN)).toEqual({ times: [at], isZoneless: true });
});
