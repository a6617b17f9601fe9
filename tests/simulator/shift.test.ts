import { expect, test } from "bun:test";
import { outdoorTemperature, shiftFactor } from "../../src/simulator/shift";

const HOUR_MS = 3_600_000;

test("weekdays from 06 to 22 h are full, nights half, weekends three tenths", () => {
  expect(shiftFactor(Date.parse("2026-03-02T06:00:00Z"))).toBe(1);
  expect(shiftFactor(Date.parse("2026-03-02T21:59:59Z"))).toBe(1);
  expect(shiftFactor(Date.parse("2026-03-02T22:00:00Z"))).toBe(0.5);
  expect(shiftFactor(Date.parse("2026-03-02T05:59:59Z"))).toBe(0.5);
  expect(shiftFactor(Date.parse("2026-03-07T12:00:00Z"))).toBe(0.3);
});

test("outdoors it stays within 5 °C of the season and never jumps", () => {
  let last = outdoorTemperature(Date.UTC(2026, 0, 1));
  for (let hour = 1; hour < 365 * 24; hour++) {
    const now = outdoorTemperature(Date.UTC(2026, 0, 1) + hour * HOUR_MS);
    expect(Math.abs(now - last)).toBeLessThan(1.5);
    last = now;
  }
  const days = (month: number) =>
    Array.from({ length: 24 * 28 }, (_, hour) =>
      outdoorTemperature(Date.UTC(2026, month, 1) + hour * HOUR_MS),
    );
  for (const celsius of days(0)) expect(Math.abs(celsius - 5)).toBeLessThanOrEqual(5);
  for (const celsius of days(6)) expect(Math.abs(celsius - 30)).toBeLessThanOrEqual(5);
});
