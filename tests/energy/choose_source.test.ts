import { expect, test } from "bun:test";
import { INTERVAL, POWER, type EnergySource } from "../../src/domain/energy/source";
import type { MetricSetting } from "../../src/domain/machine/metric_settings";
import { chooseSource, energyMetrics } from "../../src/energy/choose_source";

const counter = (metric: string, kwhPerUnit = 1): EnergySource => ({ metric, kind: "counter", kwhPerUnit });
const interval = (metric: string, kwhPerUnit = 1): EnergySource => ({ metric, kind: "interval", kwhPerUnit });
const counting = Array.from({ length: 100 }, (_, i) => ({ at: i * 60_000, value: i }));
const steady = counting.map(({ at }) => ({ at, value: 3 }));

/** The source of a machine of which some metrics count; "same" where nothing is changed. */
const sourceOf = async (
  metrics: readonly string[],
  set: Record<string, MetricSetting> = {},
  { current, counts = [] }: { current?: EnergySource; counts?: readonly string[] } = {},
) =>
  (await chooseSource({
    metrics,
    settingOf: (metric) => set[metric] ?? {},
    current,
    pointsOf: async (metric) => (counts.includes(metric) ? counting : steady),
  })) ?? "same";

const [COUNTER, GAUGE, EACH] = [{ kind: "counter" }, { kind: "gauge" }, { kind: "interval" }] as const;

test.each([
  ["what nobody set", ["power_kw", "energy_kwh"], {}, "same"],
  [
    "energy of an interval that counts",
    ["power_kw", "energy_kwh"],
    { energy_kwh: COUNTER },
    counter("energy_kwh"),
  ],
  ["a counter before it is known", ["power_kw", "main_wh"], { main_wh: COUNTER }, counter("main_wh", 0.001)],
  [
    "a unit that the name does not say",
    ["power_kw", "m1"],
    { m1: { unit: "MWh", ...COUNTER } },
    counter("m1", 1000),
  ],
  [
    "a unit other than the name says",
    ["m_kwh"],
    { m_kwh: { unit: "Wh", ...COUNTER } },
    counter("m_kwh", 0.001),
  ],
  ["a unit of no energy", ["power_kw", "m_kwh"], { m_kwh: { unit: "kvarh", ...COUNTER } }, "same"],
  ["energy of each interval, without power", ["main_wh"], { main_wh: EACH }, interval("main_wh", 0.001)],
  ["energy of each interval beside power", ["power_kw", "main_wh"], { main_wh: EACH }, "same"],
  ["no energy at all", ["energy_kwh"], { energy_kwh: GAUGE }, POWER],
  ["a counter of heat", ["power_kw", "heat_kwh"], { heat_kwh: COUNTER }, "same"],
] as const)("%s", async (_, metrics, set, expected) => {
  expect(await sourceOf(metrics, set)).toEqual(expected);
});

test("a counter that is known to count is read, unless it was set to be something else", async () => {
  const counts = ["main_kwh", "sub_kwh"];
  const metrics = ["power_kw", "sub_kwh", "main_kwh"];
  expect(await sourceOf(metrics, {}, { counts })).toEqual(counter("sub_kwh"));
  expect(await sourceOf(metrics, { sub_kwh: GAUGE }, { counts })).toEqual(counter("main_kwh"));
  expect(await sourceOf(metrics, { sub_kwh: EACH, main_kwh: GAUGE }, { counts })).toBe("same");
});

test("the counter that is read stays, until it is set to be none or another is set to be one", async () => {
  const current = counter("main_kwh");
  const metrics = ["power_kw", "main_kwh", "sub_kwh"];
  expect(await sourceOf(metrics, {}, { current, counts: ["sub_kwh"] })).toBe("same");
  expect(await sourceOf(["power_kw"], {}, { current })).toBe("same");
  expect(await sourceOf(metrics, { sub_kwh: COUNTER }, { current })).toEqual(counter("sub_kwh"));
  expect(await sourceOf(metrics, { sub_kwh: COUNTER, main_kwh: COUNTER }, { current })).toBe("same");
  expect(await sourceOf(metrics, { main_kwh: GAUGE }, { current })).toEqual(POWER);
  expect(await sourceOf(["main_kwh"], { main_kwh: EACH }, { current })).toEqual(interval("main_kwh"));
  expect(await sourceOf(metrics, { main_kwh: { unit: "Wh" } }, { current })).toEqual(
    counter("main_kwh", 0.001),
  );
});

test("what was set is taken back", async () => {
  expect(await sourceOf(["power_kw", "energy_kwh"], {}, { current: counter("energy_kwh") })).toEqual(POWER);
  expect(await sourceOf(["energy_kwh"], {}, { current: counter("energy_kwh") })).toEqual(INTERVAL);
  expect(await sourceOf(["energy_kwh"], {}, { current: POWER })).toEqual(INTERVAL);
  expect(await sourceOf(["power_kw", "energy_kwh"], {}, { current: POWER })).toBe("same");
});

test("metrics of energy are known by their unit, the likeliest first", () => {
  const metrics = ["power_kw", "sub_kwh", "energy_wh", "import_total_kwh", "gas_kwh", "meter"];
  expect(energyMetrics(metrics)).toEqual(["import_total_kwh", "energy_wh", "sub_kwh"]);
  expect(energyMetrics(metrics, (metric) => (metric === "meter" ? { unit: "kWh" } : {}))).toContain("meter");
});
