import { alwaysLeader } from "../../src/cluster/leader";
import type { MetricUpdated } from "../../src/domain/event";
import { type Limits, NO_LIMITS } from "../../src/domain/alarm/machine_limits";
import { NO_METRIC_SETTINGS } from "../../src/domain/machine/metric_settings";
import { areaTree } from "../../src/domain/site/areas";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { NO_RULES } from "../../src/rules/rule_set";
import type { Reading } from "../../src/domain/machine/reading";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { createIngestQueue } from "../../src/ingest/queue";
import { type JudgingDeps, startJudging } from "../../src/judging/judging";
import { createStageCounters } from "../../src/live/state/diagnostics";
import type { DemoRun } from "../../src/simulator/demo";
import { createPlant } from "../../src/simulator/plant";
import type { Store } from "../../src/store/store";
import { NOW, open, START } from "./store";

/** A store of a server alone, and a machine in it. */
export async function aloneWithMachine() {
  const store = await open("sqlite://:memory:");
  const machine = await store.machines.add({ name: "Press" });
  return { store, machine, [Symbol.asyncDispose]: () => store.close() };
}

/** A plant in which nobody has made rules. */
export function noRules() {
  const [areas, site] = [areaTree([]), siteOf(usualSite("UTC"), "UTC")];
  return {
    config: { plant: { name: "Plant", timezone: "UTC" } },
    rules: { inForce: () => NO_RULES, refresh: () => Promise.resolve() },
    site: { areas: () => areas, inForce: () => site },
  };
}

/** A simulation of these machines that a test drives by `demo`. */
export function fakeSimulation(machineIds: string[] = []) {
  const active = new Set<string>();
  const runs: DemoRun[] = [];
  return {
    plant: createPlant({ seed: 1 }),
    active,
    runs,
    run(demo: DemoRun) {
      runs.push(demo);
      for (const id of machineIds) if (!demo.isReal(id)) active.add(id);
      return {
        active: () => [...active],
        stop: (id: string) => active.delete(id),
        stopAll: () => active.clear(),
        started: Promise.resolve(),
      };
    },
  };
}

/** The judging of one server, and a record of what it does to the rest of it. */
export async function judgeOn(
  store: Store,
  { limits = NO_LIMITS, ...change }: Partial<Omit<JudgingDeps, "limits">> & { limits?: Limits } = {},
) {
  const values: MetricUpdated[] = [];
  const messages: unknown[] = [];
  const logged: unknown[] = [];
  const log = (fields: unknown, message?: string) => void logged.push([message, fields]);
  const ingestQueue = createIngestQueue(10_000);
  const stageCounters = createStageCounters(() => NOW);
  const judging = await startJudging({
    ...noRules(),
    store,
    machineRegistry: createMachineRegistry(await store.machines.all()),
    limits: { of: () => limits, refresh: () => Promise.resolve(), settled: () => Promise.resolve() },
    metricSettings: NO_METRIC_SETTINGS,
    ingestQueue,
    values: { enqueue: (value) => values.push(value) },
    stageCounters,
    log: { info: log, warn: log, error: log },
    leadership: alwaysLeader(),
    simulation: fakeSimulation(),
    now: () => NOW,
    newId: () => Bun.randomUUIDv7(),
    sendToPeers: (message) => messages.push(message),
    onPast: () => Promise.resolve(),
    freeMemory: () => {},
    ...change,
  });
  /** Sends readings; resolves when they are stored. */
  async function send(readings: Reading[]) {
    const answer = ingestQueue.enqueue(readings);
    if (answer.kind === "full") throw new Error("The queue is full");
    await answer.kept;
  }
  return { ...judging, send, values, messages, logged, stageCounters };
}

/** Readings of a machine a second apart: learned for 150 of them, and wrong from there on. */
export function faulty(machine_id: string, count: number): Reading[] {
  return Array.from({ length: count }, (_, i) => ({
    machine_id,
    at: START + i * 1000,
    metrics: { power_kw: i < 150 ? 50 + Math.sin(i * 1.7) : 90 },
    mode: null,
  }));
}
