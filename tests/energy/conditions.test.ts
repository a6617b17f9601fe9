import { expect, test } from "bun:test";
import { type Condition, conditionsAt, type Draw, type PlantMoment } from "../../src/energy/conditions";

const rules = {
  peakRate: 0.5,
  offPeakRate: 0.1,
  peakHours: { from: 8, to: 20 },
  shiftHours: { from: 6, to: 22 },
  peakLimitKw: 300,
  currency: "$",
};

const draw = (power_kw: number, more: Partial<Draw> = {}): Draw => ({
  machine_id: "c1",
  name: "Compressor-1",
  rated_power_kw: 50,
  mode: "running",
  power_kw,
  ...more,
});

const moment = (draws: Draw[], more: Partial<PlantMoment> = {}) => ({
  at: 0,
  hour: 10,
  isWorkday: true,
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
  expect(on(conditions([draw(301)], { hour: 20 }))).toEqual([]);
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
  expect(on(conditions([idle], { hour: 23 }))).toEqual(["idle c1"]);
  expect(on(conditions([idle], { isWorkday: false }))).toEqual(["idle c1"]);
  expect(on(conditions([draw(12)], { hour: 23 }))).toEqual([]);
});

test("a machine at rest may draw 2 % of its rated power, or 0.2 kW when that is more", () => {
  const idle = (power_kw: number, rated_power_kw: number | null) =>
    on(conditions([draw(power_kw, { mode: "idle", rated_power_kw })], { hour: 23 })).length > 0;
  expect([idle(1, 50), idle(1.1, 50), idle(0.2, null), idle(0.3, null)]).toEqual([false, true, false, true]);
});

test("a machine that has fallen silent draws nothing", () => {
  const known = [{ key: "idle c9", name: "Press", isOpen: true }];
  const silent = conditions([], { hour: 23 }, known).find(({ key }) => key === "idle c9");
  expect(silent).toMatchObject({ machine_id: "c9", name: "Press", isOn: false, powerKw: 0 });
});
