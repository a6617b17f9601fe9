import { expect, test } from "bun:test";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { today } from "../../src/energy/today";

const tariffIn = (timezone: string) => siteOf(usualSite(timezone), timezone).tariff;
const HOUR_MS = 3_600_000;
/** A plant that draws 1 kWh an hour. */
const oneKw = async (from: number, to: number) => new Map([["m", (to - from) / HOUR_MS]]);

test("the day begins at plant midnight, and peak hours are the plant's", async () => {
  const noonInBerlin = Date.parse("2026-11-23T11:00:00Z");
  const { energyKwh, cost } = await today(noonInBerlin, tariffIn("Europe/Berlin"), oneKw);
  expect(energyKwh).toBeCloseTo(12);
  expect(cost).toBeCloseTo(8 * 0.1 + 4 * 0.5);
});

test("in the morning no peak hour has been paid for", async () => {
  const { cost } = await today(Date.parse("2026-11-23T06:00:00Z"), tariffIn("UTC"), oneKw);
  expect(cost).toBeCloseTo(0.6);
});

test("on the day the clock is put forward, eight o'clock is seven hours in", async () => {
  const { energyKwh, cost } = await today(
    Date.parse("2026-03-29T06:00:00Z"),
    tariffIn("Europe/Berlin"),
    oneKw,
  );
  expect(energyKwh).toBeCloseTo(7);
  expect(cost).toBeCloseTo(0.7);
});

test("peak times over midnight are paid for on both sides of it, by their weekdays", async () => {
  const peakTimes = [{ days: ["sun" as const], from: "22:00", to: "06:00" }];
  const tariff = { ...tariffIn("UTC"), peakTimes };
  const monday = await today(Date.parse("2026-11-23T12:00:00Z"), tariff, oneKw);
  expect(monday.cost).toBeCloseTo(6 * 0.5 + 6 * 0.1);
  const sunday = await today(Date.parse("2026-11-22T23:00:00Z"), tariff, oneKw);
  expect(sunday.cost).toBeCloseTo(22 * 0.1 + 0.5);
  expect(sunday.energyKwh).toBeCloseTo(23);
});
