import { expect, test } from "bun:test";
import { NO_LIMITS } from "../../src/domain/alarm/machine_limits";
import type { Machine } from "../../src/domain/machine/machine";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";
import { createSimulation } from "../../src/simulator/demo";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";

const NOW = Date.parse("2026-04-15T08:00:00Z");
const DAY_MS = 86_400_000;
const [first, second] = SEED_MACHINES.slice(0, 2).map((seed): Machine => ({
  ...MACHINE_DEFAULTS,
  ...seed,
  created_at: NOW,
  updated_at: NOW,
})) as [Machine, Machine];

/** A simulation of the machines that are registered; `pasts` are those that have one already. */
function simulate({
  registered = [first, second],
  pasts = [] as string[],
  real = [] as string[],
  on = true,
} = {}) {
  const steps: string[] = [];
  const past: Reading[] = [];
  const sent: Reading[] = [];
  let learned = 0;
  const simulation = createSimulation({
    config: { simulate: on, rude: false },
    limits: { of: () => NO_LIMITS, async set() {} },
    deliver() {},
    machineRegistry: { find: (id) => registered.find((machine) => machine.id === id) },
    log: { info() {} },
  });
  const demo = simulation.run({
    enqueue(readings) {
      sent.push(...readings);
      return { kind: "taken", kept: Promise.resolve() };
    },
    between: async (machine_id) =>
      pasts.includes(machine_id) ? [{ machine_id, at: NOW - 2 * DAY_MS, metrics: {}, mode: null }] : [],
    async recordPast(readings) {
      past.push(...readings);
    },
    learn: (readings) => (learned += readings.length),
    isReal: (id) => real.includes(id),
    now: () => NOW,
    onPast: async ({ id }) => void steps.push(`past of ${id}`),
    onProgress: (done, total) => done === total && steps.push("all done"),
  });
  return { ...demo, steps, past, sent, learned: () => learned };
}

test("a machine without a past is given one, which is learned, before it runs", async () => {
  const demo = simulate({ registered: [first] });
  await demo.started;
  demo.stopAll();
  expect(demo.past).toHaveLength(30 * 1440);
  expect(demo.learned()).toBe(demo.past.length);
  expect(Math.max(...demo.past.map(({ at }) => at))).toBeLessThan(NOW);
  expect(demo.steps).toEqual(["all done", `past of ${first.id}`]);
  expect(demo.sent.map(({ machine_id, at }) => [machine_id, at])).toEqual([[first.id, NOW]]);
});

test("a machine that has a past runs at once, and its past is left alone", async () => {
  const demo = simulate({ pasts: [first.id, second.id] });
  await demo.started;
  expect([demo.active(), demo.past]).toEqual([[first.id, second.id], []]);
  expect(demo.stop(first.id)).toBe(true);
  expect(demo.stop(first.id)).toBe(false);
  expect(demo.active()).toEqual([second.id]);
  demo.stopAll();
  expect(demo.active()).toEqual([]);
});

test("a machine with real readings is not simulated, also when they come before its turn", async () => {
  const demo = simulate({ pasts: [first.id, second.id], real: [first.id] });
  expect(demo.stop(second.id)).toBe(false);
  await demo.started;
  expect([demo.active(), demo.sent]).toEqual([[], []]);
});

test("nothing runs when the simulation is off, and a stop in the middle of a past ends it", async () => {
  const off = simulate({ on: false });
  await off.started;
  expect([off.active(), off.past]).toEqual([[], []]);
  const demo = simulate({ registered: [first] });
  await Bun.sleep(1);
  demo.stopAll();
  await demo.started;
  expect(demo.active()).toEqual([]);
  expect(demo.past.length).toBeLessThan(30 * 1440);
});
