import { expect, test } from "bun:test";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { HOUR_MS } from "../../src/domain/time_units";
import { type Condition, conditionsAt, type Draw, type PlantMoment } from "../../src/energy/conditions";

const rules = { ...siteOf(usualSite("UTC"), "UTC"), peakLimitKw: 300 };
/** Ten in the morning of a Monday. */
const DAY = Date.parse("2026-11-23T10:00:00Z");
const SUNDAY = DAY - 24 * HOUR_MS;
const hour = (hour: number) => ({ at: DAY + (hour - 10) * HOUR_MS });

const draw = (power_kw: number, more: Partial<Draw> = {}): Draw => ({
  machine_id: "c1",
  name: "Compressor-1",
  rated_power_kw: 50,
  mode: "running",
  power_kw,
  ...more,
});

const moment = (draws: Draw[], more: Partial<PlantMoment> = {}) => ({
  at: DAY,
  draws,
  ...more,
});

type Known = Parameters<typeof conditionsAt>[2];

function conditions(draws: Draw[], more: Partial<PlantMoment> = {}, known: Known = [], changed = {}) {
  return conditionsAt(moment(draws, more), { ...rules, ...changed }, known);
}

const on = (all: Condition[]) => all.filter(({ isOn }) => isOn).map(({ key }) => key);

test("power over the limit is too much in peak hours only, and only where there is a limit", () => {
  expect(on(conditions([draw(301)]))).toEqual(["peak"]);
  expect(on(conditions([draw(300)]))).toEqual([]);
  expect(on(conditions([draw(301)], hour(20)))).toEqual([]);
  expect(on(conditions([draw(301)], {}, [], { peakLimitKw: undefined }))).toEqual([]);
});

test("the plant's power is the sum of its machines, the excess is the part over the limit", () => {
  const [peak] = conditions([draw(100), draw(250, { machine_id: "c2", name: "Boiler-1" })]);
  expect(peak).toMatchObject({ powerKw: 350, excessKw: 50, rate: 0.5 });
  expect(peak!.waste).toEqual({ kind: "peak_power", limit_kw: 300, most_by: "Boiler-1" });
});

test("an open alert lasts until the plant is 3 % under its limit", () => {
  const open = [{ key: "peak", name: "", isOpen: true }];
  expect(on(conditions([draw(292)], {}, open))).toEqual(["peak"]);
  expect(on(conditions([draw(290)], {}, open))).toEqual([]);
  expect(on(conditions([draw(292)], {}, [{ ...open[0]!, isOpen: false }]))).toEqual([]);
});

test("an idle machine wastes power outside its shift, on a day off too", () => {
  const idle = draw(12, { mode: "idle" });
  expect(on(conditions([idle]))).toEqual([]);
  expect(on(conditions([idle], hour(23)))).toEqual(["idle c1"]);
  expect(on(conditions([idle], { at: SUNDAY }))).toEqual(["idle c1"]);
  expect(on(conditions([draw(12)], hour(23)))).toEqual([]);
});

test("a machine at rest may draw 2 % of its rated power, or 0.2 kW when that is more", () => {
  const idle = (power_kw: number, rated_power_kw: number | null) =>
    on(conditions([draw(power_kw, { mode: "idle", rated_power_kw })], hour(23))).length > 0;
  expect([idle(1, 50), idle(1.1, 50), idle(0.2, null), idle(0.3, null)]).toEqual([false, true, false, true]);
});

test("a machine that has fallen silent draws nothing", () => {
  const known = [{ key: "idle c9", name: "Press", isOpen: true }];
  const silent = conditions([], hour(23), known).find(({ key }) => key === "idle c9");
  expect(silent).toMatchObject({ machine_id: "c9", name: "Press", isOn: false, powerKw: 0 });
});

test("an idle machine wastes power on a holiday, and none on a plant without shifts", () => {
  const idle = draw(12, { mode: "idle" });
  const onHoliday = { shifts: { ...rules.shifts, holidays: [{ date: "11-23", name: "Day off" }] } };
  expect(on(conditions([idle], {}, [], onHoliday))).toEqual(["idle c1"]);
  expect(on(conditions([idle], hour(23), [], { shifts: { ...rules.shifts, shifts: [] } }))).toEqual([]);
});

test("peak times over midnight are those of the evening and of the early morning", () => {
  const peakTimes = [{ days: ["mon" as const], from: "22:00", to: "06:00" }];
  const night = { tariff: { ...rules.tariff, peakTimes } };
  const isPeak = (at: number) => on(conditions([draw(301)], { at }, [], night)).length > 0;
  expect([hour(10), hour(21), hour(22), hour(29), hour(30)].map(({ at }) => isPeak(at))).toEqual([
    ...[false, false, true, true, false],
  ]);
  expect(isPeak(hour(5).at)).toBe(false); // the night of a Sunday
});
