import { expect, test } from "bun:test";
import { candidateDrivers, noteMetrics, type SeenMetrics } from "../../src/energy/candidates";
import { chooseDrivers } from "../../src/energy/choose_drivers";
import type { Rolled } from "../../src/energy/drivers";
import { createRandom } from "../../src/math/random";
import { hour, rowsOf } from "./sample";

/** 40 days of a pump: its power follows its flow, and nothing else that it sends. */
function pump(power = (flow: number, noise: number) => 5 + 0.3 * flow + 0.05 * noise): Rolled[] {
  const chance = createRandom(7);
  return Array.from({ length: 960 }, (_, index) => {
    const flow_rate_m3h = 50 + 30 * Math.sin(index / 5) + 10 * chance();
    const power_kw = power(flow_rate_m3h, chance());
    return hour(index, {
      power_kw,
      energy_wh: 1000 * index,
      current_a: 1.4 * power_kw,
      power_factor: 0.9,
      parts_total: 5 * index,
      ausschuss: 2 * index,
      flow_rate_m3h,
      inlet_temp_c: 20 + 5 * chance(),
      vibration_mm_s: 2 + chance(),
      outdoor_temp_c: 10 + 8 * Math.sin(index / 24),
      ...Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`noise_${place}_bar`, chance()])),
    });
  });
}

function candidatesOf(rolled: readonly Rolled[]): string[] {
  const seen: SeenMetrics = new Map();
  for (const row of rolled) noteMetrics(seen, row);
  return candidateDrivers(seen);
}

const chosenOf = (rolled: readonly Rolled[]) => chooseDrivers(rowsOf(rolled, candidatesOf(rolled)), 3600);

test("what a machine sends is tried, and the clock; not its energy, what is made from it, nor counters", () => {
  const names = candidatesOf(pump());
  expect(names).toEqual(expect.arrayContaining(["avg_flow_rate_m3h", "avg_inlet_temp_c", "hour_sin"]));
  expect(names).toEqual(expect.arrayContaining(["cooling_degree_hours", "is_day_shift"]));
  for (const left of ["energy", "power", "current", "parts", "ausschuss"])
    expect(names.filter((name) => name.includes(left))).toEqual([]);
});

test("the flow that explains the energy is kept, of two dozen others none", () => {
  const { rows, dropped, tried } = chosenOf(pump());
  expect(rows.names).toEqual(["avg_flow_rate_m3h"]);
  expect(tried.length).toBe(dropped.length + 1);
  const { reason } = dropped.find(({ name }) => name === "avg_vibration_mm_s")!;
  expect(reason).toMatch(/^helps too little on held-out days: \d+(\.\d)? % explained without it/);
});

test("where nothing that is sent explains the energy, no driver is kept", () => {
  expect(chosenOf(pump((_, noise) => 20 + noise)).rows.names).toEqual([]);
});

test("a copy of a kept driver is said to be one", () => {
  const rolled = pump().map((row) => ({
    ...row,
    metrics: { ...row.metrics, zz_flow_bar: row.metrics.flow_rate_m3h! },
  }));
  expect(chosenOf(rolled).dropped).toContainEqual({
    name: "avg_zz_flow_bar",
    reason: "says the same as avg_flow_rate_m3h",
  });
});

test("a metric that came late does not cost the others their rows", () => {
  const rolled = pump().map((row, index) => ({
    ...row,
    metrics: { ...row.metrics, ...(index < 700 ? { late_bar: row.metrics.flow_rate_m3h! } : {}) },
  }));
  const { rows, dropped } = chosenOf(rolled);
  expect(rows.names).toEqual(["avg_flow_rate_m3h"]);
  expect(dropped).toContainEqual({ name: "avg_late_bar", reason: "read in only 73 % of the rows" });
});

test("pieces of an hour that grow through the day are no counter", () => {
  const rolled = Array.from({ length: 240 }, (_, index) => hour(index, { production_count: index % 24 }, 1));
  expect(candidatesOf(rolled)).toContain("total_production_count");
});
