import { expect, test } from "bun:test";
import { today } from "../../src/energy/today";

const tariff = { peakRate: 0.5, offPeakRate: 0.1, peakHours: { from: 8, to: 20 } };
const HOUR_MS = 3_600_000;
/** A plant that draws 1 kWh an hour. */
const oneKw = async (from: number, to: number) => new Map([["m", (to - from) / HOUR_MS]]);

test("the day begins at plant midnight, and peak hours are the plant's", async () => {
  const noonInBerlin = Date.parse("2026-11-23T11:00:00Z");
  const { energyKwh, cost } = await today(noonInBerlin, "Europe/Berlin", tariff, oneKw);
  expect(energyKwh).toBeCloseTo(12);
  expect(cost).toBeCloseTo(8 * 0.1 + 4 * 0.5);
});

test("in the morning no peak hour has been paid for", async () => {
  const { cost } = await today(Date.parse("2026-11-23T06:00:00Z"), "UTC", tariff, oneKw);
  expect(cost).toBeCloseTo(0.6);
});

test("on the day the clock is put forward, eight o'clock is seven hours in", async () => {
  const { energyKwh, cost } = await today(Date.parse("2026-03-29T06:00:00Z"), "Europe/Berlin", tariff, oneKw);
  expect(energyKwh).toBeCloseTo(7);
  expect(cost).toBeCloseTo(0.7);
});
