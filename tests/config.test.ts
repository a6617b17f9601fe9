import { expect, test } from "bun:test";
import { readConfig } from "../src/config";

test("nothing set gives the contract's defaults", () => {
  expect(readConfig({})).toMatchObject({
    port: 8080,
    host: "127.0.0.1",
    databaseUrl: "sqlite://data/andon.db",
    redisUrl: undefined,
    simulate: true,
    rude: false,
    base: "",
    plant: { name: "Demo Manufacturing Plant", timezone: "UTC" },
    pollSeconds: 5,
    retain: { readingsDays: 7, eventsDays: 365 },
    site: { currency: undefined, peakRate: undefined, shiftHours: undefined, given: {} },
  });
});

test("hours may go over midnight, and what is given of the site is kept as it was written", () => {
  const given = { SHIFT_HOURS: "22-06", TARIFF_PEAK_HOURS: "00-24", CURRENCY: "eur" };
  expect(readConfig({ ...given, PORT: "1" }).site).toMatchObject({
    shiftHours: { from: 22, to: 6 },
    peakHours: { from: 0, to: 24 },
    currency: "EUR",
    given,
  });
});

test("every bad value is named with what is allowed, all in one message", () => {
  const bad = {
    PORT: "99999",
    SIMULATE: "maybe",
    BASE_PATH: "api/",
    PLANT_TIMEZONE: "Mars/Olympus",
    TARIFF_PEAK_HOURS: "08-08",
    CURRENCY: "EURO",
    REDIS_URL: "http://here",
    RETRAIN_CRON: "on Sundays",
    TLS_CERT: "cert.pem",
  };
  let message = "";
  try {
    readConfig(bad);
  } catch (error) {
    message = String(error);
  }
  for (const name of [
    "PORT",
    "SIMULATE",
    "BASE_PATH",
    "PLANT_TIMEZONE",
    "TARIFF_PEAK_HOURS",
    "CURRENCY",
    "REDIS_URL",
    "RETRAIN_CRON",
  ]) {
    expect(message).toContain(`${name}=`);
  }
  expect(message).toContain("TLS_KEY");
});

test.each([
  ["proxy.local", '"proxy.local"'],
  ["10.0.0.0/33", '"10.0.0.0/33"'],
  ["fd00::/129", '"fd00::/129"'],
  ["10.0.0.0/", '"10.0.0.0/"'],
  ["10.0.0.0/8/8", '"10.0.0.0/8/8"'],
  ["10.0.0/8", '"10.0.0/8"'],
  ["127.0.0.1, 10.0.0.256", '"10.0.0.256"'],
])("the bad proxy range %p is named with what would be right", (TRUST_PROXY, named) => {
  expect(() => readConfig({ TRUST_PROXY })).toThrow(
    `TRUST_PROXY=${JSON.stringify(TRUST_PROXY)}: ` +
      `${named} is no address like 192.0.2.7 and no range like 10.0.0.0/8 or fd00::/8`,
  );
});

test("every bad proxy range has its own sentence", () => {
  expect(() => readConfig({ TRUST_PROXY: "here,10.0.0.1,there" })).toThrow(/"here" is no[^]*"there" is no/);
});

test("spaces and a comma too many in a list of proxies do no harm", () => {
  const { trustProxy } = readConfig({ TRUST_PROXY: " 10.0.0.1 ,, fd00::/8," });
  expect([trustProxy.check("10.0.0.1"), trustProxy.check("fd00::7", "ipv6")]).toEqual([true, true]);
});

test("re-training is on Sundays at two, at another time, or off", () => {
  const cron = (RETRAIN_CRON?: string) => readConfig({ RETRAIN_CRON }).retrainCron;
  expect([cron(), cron("30 1 * * *"), cron("off")]).toEqual(["0 2 * * 0", "30 1 * * *", null]);
});

test("an empty variable counts as unset", () => expect(readConfig({ PORT: "" }).port).toBe(8080));

test.each([
  ["on", true, false],
  ["off", false, false],
  ["rude", true, true],
])("SIMULATE=%s", (SIMULATE, simulate, rude) =>
  expect(readConfig({ SIMULATE })).toMatchObject({ simulate, rude }),
);
