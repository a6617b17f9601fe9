import { expect, test } from "bun:test";
import type { Reading } from "../../src/domain/machine/reading";
import { unitOf } from "../../src/domain/machine/metric";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";
import type { Fault } from "../../src/simulator/faults";
import { createPlant, type PlantStart } from "../../src/simulator/plant";

const FULL_SHIFT = Date.parse("2026-04-15T08:00:00Z");
const NIGHT = Date.parse("2026-04-15T00:00:00Z");
const WEEKEND = Date.parse("2026-04-18T08:00:00Z");
const HOUR_MS = 3_600_000;

function idOf(name: string): string {
  return SEED_MACHINES.find((machine) => machine.name === name)?.id ?? "";
}

type Run = Partial<PlantStart> & { seconds?: number; hours?: number; fault?: Partial<Fault> };

function run(name: string, from: number, { seconds = 10, hours = 4, fault, ...start }: Run = {}): Reading[] {
  const plant = createPlant({ seed: 7, faultsPerDay: 0, ...start });
  if (fault)
    plant.inject({
      machine_id: idOf(name),
      kind: "",
      severity: 1.5,
      from,
      to: from + hours * HOUR_MS,
      ...fault,
    });
  const count = Math.floor((hours * 3600) / seconds);
  return Array.from({ length: count }, (_, i) => plant.next(idOf(name), from + i * seconds * 1000));
}

function values(readings: Reading[], metric: string): number[] {
  return readings.map(({ metrics }) => metrics[metric] ?? NaN);
}

function mean(sample: number[]): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}

/** Every value of a metric lies in the span, at steps of a second as of a minute. */
function within(
  name: string,
  from: number,
  spans: Record<string, [low: number, high: number]>,
  mode?: string,
) {
  for (const seconds of [1, 60]) {
    const readings = run(name, from, { seconds }).filter((reading) => !mode || reading.mode === mode);
    for (const [metric, [low, high]] of Object.entries(spans)) {
      expect(Math.min(...values(readings, metric)), `${metric} at ${seconds} s`).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values(readings, metric)), `${metric} at ${seconds} s`).toBeLessThanOrEqual(high);
    }
  }
}

test("a loaded compressor draws what the reference gives for each shift, an unloaded one a quarter", () => {
  within("Compressor-1", FULL_SHIFT, { power_kw: [43, 54], flow_rate_m3h: [270, 437] }, "running");
  within("Compressor-1", NIGHT, { power_kw: [39, 48], flow_rate_m3h: [135, 218] }, "running");
  within("Compressor-1", WEEKEND, { power_kw: [38, 46], flow_rate_m3h: [81, 131] }, "running");
  within("Compressor-1", FULL_SHIFT, { power_kw: [11, 16.5] }, "idle");
});

test("a compressor loads and unloads between 6.5 and 7.5 bar, loaded as long as the air drawn needs", () => {
  within("Compressor-1", FULL_SHIFT, { pressure_bar: [6.4, 7.6] });
  const readings = run("Compressor-1", FULL_SHIFT, { seconds: 1 });
  const switches = readings.filter(({ mode }, i) => i > 0 && mode !== readings[i - 1]?.mode).length;
  expect(switches).toBeGreaterThan(200);
  const loaded = readings.filter(({ mode }) => mode === "running").length / readings.length;
  expect(loaded).toBeCloseTo(mean(values(readings, "flow_rate_m3h")) / 500, 1);
});

test("a compressor's production is the air it delivered, not its flow added up each second", () => {
  const readings = run("Compressor-1", FULL_SHIFT, { seconds: 1, hours: 1 });
  const delivered = values(readings, "production_count").reduce((sum, count) => sum + count);
  expect(delivered / mean(values(readings, "flow_rate_m3h"))).toBeCloseTo(1, 1);
});

test("the other machines stay where the reference puts them", () => {
  within("HVAC-Main", FULL_SHIFT, { power_kw: [3, 36], cop: [2, 4.7], supply_air_temp_c: [11, 13] });
  within("HVAC-Main", WEEKEND, { power_kw: [2.5, 12], indoor_temp_c: [15, 30] });
  within("Conveyor-A", FULL_SHIFT, {
    power_kw: [18, 24.2],
    speed_percent: [98, 100],
    vibration_mm_s: [1, 5],
  });
  within("Conveyor-A", NIGHT, { power_kw: [3.5, 7], speed_percent: [58, 62] });
  within("Hydraulic-Pump-1", FULL_SHIFT, { power_kw: [1.8, 50], machine_temp_c: [33, 60] });
  within("Hydraulic-Pump-1", FULL_SHIFT, { pressure_bar: [171, 189], power_kw: [11, 16] }, "hold");
  within("Injection-Molding-1", FULL_SHIFT, { power_kw: [12, 132], machine_temp_c: [203, 226] });
  within("Boiler-1", FULL_SHIFT, { power_kw: [22, 43], gas_flow_m3h: [130, 222], steam_kgh: [460, 720] });
  within("Boiler-1", NIGHT, { power_kw: [11, 26], pressure_bar: [9.5, 10.5] });
});

test("energy is power over time, at any step", () => {
  for (const { name } of SEED_MACHINES)
    for (const seconds of [1, 60]) {
      const readings = run(name, FULL_SHIFT, { seconds });
      const kwh = values(readings, "energy_kwh").reduce((sum, value) => sum + value);
      expect(Math.abs(kwh / (mean(values(readings, "power_kw")) * 4) - 1), name).toBeLessThan(0.06);
    }
});

test("a compressor's minute is metered, not taken from its last instant", () => {
  const minutes = run("Compressor-1", FULL_SHIFT, { seconds: 60 });
  const mixed = minutes.filter(
    ({ metrics: { power_kw = 0, energy_kwh = 0 } }) => Math.abs(power_kw - energy_kwh * 60) > 5,
  );
  expect(mixed.length).toBeGreaterThan(minutes.length / 3);
});

test("a building keeps its warmth: the chiller does not jump when a shift ends", () => {
  const [before, after] = run("HVAC-Main", Date.parse("2026-04-15T21:59:50Z"), { hours: 20 / 3600 });
  expect((after?.metrics["power_kw"] ?? 0) / (before?.metrics["power_kw"] ?? 1)).toBeGreaterThan(0.8);
});

test("a conveyor makes ten items each ten seconds, and at random one in fifty is bad", () => {
  const readings = run("Conveyor-A", FULL_SHIFT, { hours: 8 });
  const made = values(readings, "production_count").reduce((sum, count) => sum + count);
  const bad = values(readings, "production_count_bad").reduce((sum, count) => sum + count);
  expect(made / readings.length).toBeCloseTo(10, 0);
  expect(bad / made).toBeCloseTo(0.02, 2);
});

test("pump and molding machine go through their phases in order", () => {
  const order = (name: string) => {
    const modes = run(name, FULL_SHIFT, { seconds: 30 }).map(({ mode }) => mode);
    const follows = new Set(modes.slice(1).map((mode, i) => `${modes[i]} → ${mode}`));
    return [...follows].filter((step) => step.split(" → ")[0] !== step.split(" → ")[1]).toSorted();
  };
  const cycle = (...phases: string[]) =>
    phases.map((phase, i) => `${phase} → ${phases[(i + 1) % phases.length]}`);
  expect(order("Hydraulic-Pump-1")).toEqual(cycle("idle", "build", "hold", "release").toSorted());
  expect(order("Injection-Molding-1")).toEqual(
    cycle("idle", "heating", "injection", "cooling", "ejection").toSorted(),
  );
});

test("a boiler's gas, steam and electricity of one instant agree", () => {
  for (const { metrics } of run("Boiler-1", NIGHT, { hours: 8, seconds: 60 })) {
    const gasKw = (metrics["gas_flow_m3h"] ?? 0) * 10.55 * ((metrics["efficiency_percent"] ?? 0) / 100);
    const steamKw = ((metrics["steam_kgh"] ?? 0) * 2.26) / 0.85;
    expect(gasKw / steamKw).toBeCloseTo(1, 3);
    expect((metrics["power_kw"] ?? 0) / (steamKw / 50)).toBeCloseTo(1, 0);
  }
});

test("the same seed and instants give the same readings, whatever else is asked", () => {
  const alone = run("Boiler-1", NIGHT);
  const plant = createPlant({ seed: 7, faultsPerDay: 0 });
  const between = alone.map(({ at }) => {
    plant.next(idOf("Compressor-1"), at);
    return plant.next(idOf("Boiler-1"), at);
  });
  expect(between).toEqual(alone);
  expect(run("Boiler-1", NIGHT, { seed: 8 })).not.toEqual(alone);
});

test("every machine sends its power first, at most ten metrics, and names that say their unit", () => {
  const unitless = ["cop", "power_factor", "production_count", "production_count_bad"];
  for (const { name } of SEED_MACHINES) {
    const metrics = Object.keys(run(name, NIGHT, { hours: 0.1 })[0]?.metrics ?? {});
    expect(metrics[0]).toBe("power_kw");
    expect(metrics.length).toBeLessThanOrEqual(10);
    expect(metrics.filter((metric) => unitOf(metric) === "" && !unitless.includes(metric))).toEqual([]);
  }
});

/** How many times higher a metric's mean is while something is wrong. */
function raised(name: string, kind: string, metric: string, mode?: string): number {
  const average = (readings: Reading[]) =>
    mean(values(mode ? readings.filter((reading) => reading.mode === mode) : readings, metric));
  return (
    average(run(name, FULL_SHIFT, { seconds: 30, fault: { kind } })) /
    average(run(name, FULL_SHIFT, { seconds: 30 }))
  );
}

test.each([
  ["Compressor-1", "leak", "power_kw", 1.3],
  ["Compressor-1", "leak", "pressure_bar", 0.9],
  ["Compressor-1", "efficiency_loss", "power_kw", 1.5],
  ["Compressor-1", "bearing_fault", "vibration_mm_s", 3],
  ["Compressor-1", "bearing_fault", "power_kw", 1],
  ["HVAC-Main", "refrigerant_leak", "cop", 0.7],
  ["HVAC-Main", "refrigerant_leak", "power_kw", 1.4],
  ["HVAC-Main", "dirty_coils", "power_kw", 1.2],
  ["HVAC-Main", "compressor_fault", "power_kw", 1.5],
  ["Conveyor-A", "bearing_wear", "vibration_mm_s", 4],
  ["Conveyor-A", "belt_slip", "throughput_units_per_hour", 0.85],
  ["Conveyor-A", "overload", "power_kw", 1.5],
  ["Hydraulic-Pump-1", "seal_leak", "pressure_bar", 0.9],
  ["Hydraulic-Pump-1", "pump_wear", "power_kw", 1.2],
  ["Hydraulic-Pump-1", "valve_fault", "power_kw", 1.5],
  ["Injection-Molding-1", "hydraulic_leak", "power_kw", 1.25],
])("%s with %s has its %s × %p", (name, kind, metric, factor) => {
  expect(Math.abs(raised(name, kind, metric) / factor - 1)).toBeLessThan(0.03);
});

test("heater and cooling faults show in their phase only", () => {
  expect(raised("Injection-Molding-1", "heater_fault", "power_kw", "heating")).toBeCloseTo(1.4, 1);
  expect(raised("Injection-Molding-1", "heater_fault", "power_kw", "cooling")).toBeCloseTo(1, 1);
  expect(raised("Injection-Molding-1", "cooling_insufficient", "power_kw", "cooling")).toBeCloseTo(1.2, 1);
});

test("an overheating pump is 20 °C warmer", () => {
  const fault = { kind: "overheating" };
  const warmer = mean(values(run("Hydraulic-Pump-1", NIGHT, { fault }), "machine_temp_c"));
  expect(warmer - mean(values(run("Hydraulic-Pump-1", NIGHT), "machine_temp_c"))).toBeCloseTo(20, 0);
});
