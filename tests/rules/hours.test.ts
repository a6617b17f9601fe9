import { expect, test } from "bun:test";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { WEEKDAYS } from "../../src/domain/site/weekly";
import { inForceOf } from "../../src/rules/hours";
import { judging, rule, setOf } from "./sample";

const BERLIN = "Europe/Berlin";
const at = (local: string) => Temporal.ZonedDateTime.from(`${local}[${BERLIN}]`).epochMilliseconds;
const calendar = { timezone: BERLIN, shifts: siteOf(usualSite(BERLIN), BERLIN).shifts };
const night = { days: [...WEEKDAYS], from: "22:00", to: "06:00" };

test("hours over midnight hold on both sides of it, and neither before nor after", () => {
  const isIn = inForceOf(rule({ hours: [night] }), calendar);
  expect(
    [
      "2026-11-23T21:59:59",
      "2026-11-23T22:00",
      "2026-11-24T00:00",
      "2026-11-24T05:59:59",
      "2026-11-24T06:00",
    ].map((local) => isIn(at(local))),
  ).toEqual([false, true, true, true, false]);
});

test("hours go by the clock on the wall when clocks are put forward and back", () => {
  const isIn = inForceOf(rule({ hours: [{ days: [...WEEKDAYS], from: "02:00", to: "04:00" }] }), calendar);
  // 29 March 2026, 02:00 becomes 03:00: the window is one hour long.
  const spring = Array.from({ length: 6 }, (_, half) => isIn(Date.UTC(2026, 2, 29, 0, 30 + half * 30)));
  expect(spring).toEqual([false, true, true, false, false, false]);
  // 25 October 2026, 03:00 becomes 02:00: it is three hours long.
  const autumn = Array.from({ length: 9 }, (_, half) => isIn(Date.UTC(2026, 9, 24, 23, 30 + half * 30)));
  expect(autumn).toEqual([false, true, true, true, true, true, true, false, false]);
});

test("a shift holds while it lasts; one that the site no longer has never silences a rule", () => {
  const shift = inForceOf(rule({ shift: "Shift" }), calendar);
  expect([
    shift(at("2026-11-23T05:59")),
    shift(at("2026-11-23T06:00")),
    shift(at("2026-11-28T12:00")),
  ]).toEqual([false, true, false]);
  expect(inForceOf(rule({ shift: "Gone" }), calendar)(at("2026-11-28T12:00"))).toBe(true);
});

test("outside its hours a rule opens nothing, and a good value still clears", () => {
  const room = judging(setOf(rule({ hours: [night] })), { timezone: BERLIN });
  expect(room.signs([60, 60], at("2026-11-23T21:59:59"))).toBe(".+");
  expect(room.signs([60, 60], at("2026-11-24T07:00"))).toBe("..");
  expect(room.signs([40, 60], at("2026-11-24T08:00"))).toBe("-.");
});
