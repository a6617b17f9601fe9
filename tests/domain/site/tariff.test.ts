import { expect, test } from "bun:test";
import fc from "fast-check";
import { currency } from "../../../src/domain/site/currency";
import { siteChange, siteOf, timesOf, usualSite } from "../../../src/domain/site/settings";
import { isPeakAt, peaksBetween, peakTimes, rateAt } from "../../../src/domain/site/tariff";

const at = (text: string) => Date.parse(text);
const tariff = siteOf(usualSite("Europe/Berlin"), "Europe/Berlin").tariff;

test("a kWh costs the peak rate in the peak times of its weekday, also over midnight", () => {
  const night = { ...tariff, peakTimes: [{ days: ["fri" as const], from: "22:00", to: "06:00" }] };
  expect(rateAt(night, at("2026-11-27T22:00:00+01:00"))).toBe(0.5);
  expect(rateAt(night, at("2026-11-28T05:59:59+01:00"))).toBe(0.5);
  expect(rateAt(night, at("2026-11-28T06:00:00+01:00"))).toBe(0.1);
  expect(rateAt(night, at("2026-11-28T22:00:00+01:00"))).toBe(0.1);
});

test("peak times that overlap are refused with their hours", () => {
  const [day] = timesOf({ from: 8, to: 20 });
  const problem = peakTimes.safeParse([day, { days: ["sun"], from: "19:00", to: "21:00" }]).error?.issues[0];
  expect(problem?.message).toBe("the times 08:00 to 20:00 and 19:00 to 21:00 overlap");
});

/** Zones whose clocks do not change across midnight: there "hour of the day" is not what it seems. */
const zone = fc.constantFrom(
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "UTC",
);
const instant = fc.integer({ min: at("2015-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
const hour = fc.integer({ min: 0, max: 24 });

test("the same hours every day are those of the clock on the wall, on days when it changes too", () => {
  fc.assert(
    fc.property(zone, instant, fc.boolean(), hour, hour, (timezone, drawn, isAtChange, from, to) => {
      fc.pre(from !== to && from < 24);
      const local = Temporal.Instant.fromEpochMilliseconds(drawn).toZonedDateTimeISO(timezone);
      const change = isAtChange ? local.getTimeZoneTransition("next") : null;
      const moment = (change ?? local).add({ minutes: (drawn % 240) - 120 });
      const isIn =
        from < to ? moment.hour >= from && moment.hour < to : moment.hour >= from || moment.hour < to;
      const all = { ...tariff, timezone, peakTimes: timesOf({ from, to }) };
      expect(isPeakAt(all, moment.epochMilliseconds)).toBe(isIn);
      const day = peaksBetween(all, moment.epochMilliseconds - 1, moment.epochMilliseconds + 86_400_000);
      for (const [place, peak] of day.slice(1).entries())
        expect(peak.from).toBeGreaterThanOrEqual(day[place]!.to);
    }),
    { numRuns: 500 },
  );
});

test("a currency is a code of ISO 4217 in any letters", () => {
  expect(currency.parse(" eur ")).toBe("EUR");
  for (const wrong of ["EURO", "€", "ZZZ", ""]) expect(currency.safeParse(wrong).success).toBe(false);
});

test("a change of the site keeps the order of weekdays, and knows null from nothing", () => {
  const night = { name: " Night  1 ", days: ["sun", "mon", "sun"], from: "22:00", to: "06:00" };
  expect(siteChange.parse({ currency: null, shifts: [night] })).toEqual({
    currency: null,
    shifts: [{ name: "Night 1", days: ["mon", "sun"], from: "22:00", to: "06:00" }],
  });
});
