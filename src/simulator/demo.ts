import type { Logger } from "pino";
import type { Config } from "../config";
import type { Monitor } from "../detection/monitor/monitor";
import { DAY_MS } from "../domain/time_units";
import type { Machine } from "../domain/machine/machine";
import type { Reading } from "../domain/machine/reading";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { IngestQueue } from "../ingest/queue";
import type { Store } from "../store/store";
import { backfill } from "./backfill";
import { createPlant, type Plant } from "./plant";
import { runSimulator, type Simulator } from "./run_simulator";
import { SEED_MACHINES } from "./seed_machines";

const SEED = 20_261_123;

/** The simulated plant, and the one way to run it. */
export type Simulation = {
  readonly plant: Plant;
  /** Runs the demo machines until each is stopped; none when SIMULATE is off. */
  run(demo: DemoRun): Demo;
};

export type DemoRun = {
  enqueue: IngestQueue["enqueue"];
  between: Store["readings"]["between"];
  /** Stores a part of the invented past of one machine, oldest first. */
  recordPast(readings: Reading[]): Promise<unknown>;
  learn: Monitor["learn"];
  /** Whether a machine has readings of its own and must not be simulated. */
  isReal(machineId: string): boolean;
  now(): number;
  /** Waits until the rest of the server knows a machine's past. */
  onPast(machine: Machine): Promise<void>;
  onProgress(done: number, total: number): void;
};

/** The demo machines at work. */
export type Demo = {
  /** Ids of the machines that are simulated now. */
  active(): string[];
  /** Ends the simulation of a machine; false when it was not simulated. */
  stop(machineId: string): boolean;
  stopAll(): void;
  /** Resolves when every machine has its past and runs. @throws when a past cannot be stored */
  started: Promise<void>;
};

type SimulationDeps = {
  config: Pick<Config, "simulate">;
  machineRegistry: Pick<MachineRegistry, "find">;
  log: Pick<Logger, "info">;
};

export function createSimulation({ config, machineRegistry, log }: SimulationDeps): Simulation {
  const plant = createPlant({ seed: SEED, onFault: (fault) => log.info({ fault }, "simulated fault") });
  const seeded = () => SEED_MACHINES.flatMap(({ id }) => machineRegistry.find(id) ?? []);
  return { plant, run: (demo) => startDemo(plant, config.simulate ? seeded() : [], demo) };
}

/** Gives each machine a past where it has none, one after the other, and then lets it run. */
function startDemo(plant: Plant, seeded: readonly Machine[], demo: DemoRun): Demo {
  const { enqueue, between, recordPast, learn, isReal, now, onPast, onProgress } = demo;
  const machines = seeded.filter(({ id }) => !isReal(id));
  const stopping = new AbortController();
  const simulators: Simulator[] = [];
  const ended = new Set<string>();

  async function start(machine: Machine, place: number) {
    if (!(await hasPast(machine))) {
      await invent(machine, place);
      if (stopping.signal.aborted) return;
      await onPast(machine);
    }
    if (stopping.signal.aborted || ended.has(machine.id)) return;
    simulators.push(runSimulator({ plant, machines: [machine], enqueue, now }));
  }

  async function hasPast({ id }: Machine): Promise<boolean> {
    return (await between(id, 0, now() - DAY_MS, 1)).length > 0;
  }

  async function invent(machine: Machine, place: number) {
    await backfill({
      seed: SEED,
      machines: [machine],
      until: now(),
      // The monitor learns from the invented past: a slow machine would otherwise take hours to learn.
      async record(readings) {
        await recordPast(readings);
        learn(readings);
      },
      onProgress: (done, total) => onProgress(place * total + done, machines.length * total),
      signal: stopping.signal,
    });
  }

  async function startAll() {
    for (const [place, machine] of machines.entries()) {
      if (stopping.signal.aborted) return;
      await start(machine, place);
    }
  }

  return {
    active: () => simulators.flatMap((simulator) => simulator.active()),
    stop(machineId) {
      ended.add(machineId);
      return simulators.some((simulator) => simulator.stop(machineId));
    },
    stopAll() {
      stopping.abort();
      for (const simulator of simulators) simulator.stopAll();
    },
    started: startAll(),
  };
}
