import { expect, test } from "bun:test";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { newEnergyWatch, watchEnergy } from "../../src/energy/alerts";
import type { Draw } from "../../src/energy/conditions";
import { reasonOf } from "../support/words";

const rules = { ...siteOf(usualSite("UTC"), "UTC"), peakLimitKw: 300 };
const START = Date.parse("2026-11-23T10:00:00Z");
const MINUTE_MS = 60_000;

/** An hour of that Monday. */
const atHour = (hour: number) => START + (hour - 10) * 60 * MINUTE_MS;

const draw = (power_kw: number, mode = "running"): Draw => ({
  machine_id: "c1",
  name: "Compressor-1",
  rated_power_kw: 55,
  mode,
  power_kw,
});

/** Looks each half minute at the draws; the alerts, each with its minute. */
function watching(minutes: number, drawn: (minute: number) => Draw[], begins = START) {
  let watch = newEnergyWatch();
  let ids = 0;
  return Array.from({ length: minutes * 2 }, (_, look) => look / 2).flatMap((minute) => {
    // As after a restart.
    watch = structuredClone(watch);
    const moment = {
      at: begins + minute * MINUTE_MS,
      draws: drawn(minute),
    };
    return watchEnergy(watch, moment, rules, () => `e${ids++}`).map((alert) => ({ minute, ...alert }));
  });
}

test("power over the limit in peak hours is alerted after a minute, each quarter of an hour, and at its end", () => {
  const alerts = watching(40, (minute) => [draw(minute < 30 ? 420 : 200)]);
  expect(alerts.map(({ minute, details }) => [minute, details.state])).toEqual([
    [1, "opened"],
    [16, "continued"],
    [30.5, "closed"],
  ]);
  // 120 kW too much for a quarter of an hour is 30 kWh.
  expect(alerts[1]!.details.kwh).toBeCloseTo((120 * 16) / 60, 6);
  expect(alerts[1]!.details.cost).toBeCloseTo(16, 6);
  expect(reasonOf(alerts[1]!)).toBe(
    "The plant draws 420 kW, its limit in peak hours is 300 kW; most by Compressor-1: 32 kWh, $16.00 so far",
  );
  expect(alerts[2]!.cause).toMatchObject({ kind: "peak_power", state: "closed", toll: { minutes: 30 } });
  expect(alerts[2]!.severity).toBe("info");
  expect(new Set(alerts.map(({ details }) => details.alert_id)).size).toBe(1);
});

test("a peak within a minute is not worth an alert, and outside peak hours there is none", () => {
  expect(watching(30, (minute) => [draw(minute === 5 ? 420 : 200)])).toEqual([]);
  expect(watching(30, () => [draw(420)], atHour(21))).toEqual([]);
});

test("power that swings round the limit is one alert", () => {
  const states = watching(30, (minute) => [draw(minute < 2 ? 320 : minute % 2 ? 301 : 295)]).map(
    ({ details }) => details.state,
  );
  expect(states).toEqual(["opened", "continued"]);
});

test("a machine that idles outside its shift is alerted with its cost, off peak, until it rests", () => {
  const night = atHour(23);
  const alerts = watching(40, (minute) => [draw(minute < 30 ? 12 : 0.5, "idle")], night);
  expect(alerts.map(({ minute, details }) => [minute, details.state])).toEqual([
    [15, "opened"],
    [30.5, "closed"],
  ]);
  expect(alerts[0]).toMatchObject({ alert_type: "idle_power", machine_id: "c1", severity: "warning" });
  expect(reasonOf(alerts[0]!)).toBe(
    "Compressor-1 is idle outside its shift and draws 12 kW: 3 kWh, $0.30 so far",
  );
});

test("in its shift, at work or at rest a machine may draw what it needs", () => {
  expect(watching(40, () => [draw(12, "idle")])).toEqual([]);
  expect(watching(40, () => [draw(12, "running")], atHour(23))).toEqual([]);
  expect(watching(40, () => [draw(1, "idle")], atHour(23))).toEqual([]);
  expect(watching(40, () => [draw(12, "idle")], atHour(10 - 24)).length).toBeGreaterThan(0);
});

test("a machine that falls silent ends its alert", () => {
  const alerts = watching(40, (minute) => (minute < 20 ? [draw(12, "idle")] : []), atHour(23));
  expect(alerts.map(({ details }) => details.state)).toEqual(["opened", "closed"]);
  expect(reasonOf(alerts[1]!)).toStartWith("Compressor-1 draws nothing in vain any more");
});
