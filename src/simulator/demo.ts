import type { Logger } from "pino";
import type { Config } from "../config";
import type { Monitor } from "../detection/monitor/monitor";
import { DAY_MS } from "../domain/time_units";
import type { Machine } from "../domain/machine/machine";
import type { Reading } from "../domain/machine/reading";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { IngestQueue } from "../ingest/queue";
import type { LimitsCache } from "../judging/limits_cache";
import type { Store } from "../store/store";
import { backfill } from "./backfill";
import { createPlant, type Plant } from "./plant";
import { planDeeds } from "./rude/plan";
import { createRudePlant } from "./rude/rude_plant";
import { runRude } from "./rude/run_rude";
import { runSimulator, type Simulator } from "./run_simulator";
import { SEED_MACHINES } from "./seed_machines";

const SEED = 20_261_123;
/** A rude plant runs by hand, and seldom for longer. */
const RUDE_HOURS = 7 * 24;

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
  config: Pick<Config, "simulate" | "rude">;
  machineRegistry: Pick<MachineRegistry, "find">;
  limits: Pick<LimitsCache, "of" | "set">;
  /** Takes a body in as if a gateway had posted it. */
  deliver(contentType: string, body: string): void;
  log: Pick<Logger, "info">;
};

/** Runs one machine that has its past. */
type RunMachine = (machine: Machine) => Simulator | Promise<Simulator>;

export function createSimulation(deps: SimulationDeps): Simulation {
  const { config, machineRegistry, log } = deps;
  const plant = createPlant({
    seed: SEED,
    // A rude plant has the faults of its plan alone, so that the truth is known.
    ...(config.rude ? { faultsPerDay: 0 } : {}),
    onFault: (fault) => log.info({ fault }, "simulated fault"),
  });
  const seeded = () => SEED_MACHINES.flatMap(({ id }) => machineRegistry.find(id) ?? []);
  let rude: RunMachine | undefined;
  return {
    plant,
    run(demo) {
      const { enqueue, now } = demo;
      // One plan, however often this server is elected.
      if (config.rude) rude ??= rudely(plant, deps, now);
      const run: RunMachine =
        rude ?? ((machine) => runSimulator({ plant, machines: [machine], enqueue, now }));
      return startDemo(run, config.simulate ? seeded() : [], demo);
    },
  };
}

/** Machines of bad manners, with the limits of their plan where nobody has set any. */
function rudely(plant: Plant, { limits, deliver, log }: SimulationDeps, now: () => number): RunMachine {
  const plan = planDeeds({ seed: SEED, from: now(), hours: RUDE_HOURS });
  const rude = createRudePlant({
    seed: SEED,
    plan,
    plant,
    onPlanted: (planted) => log.info({ planted }, "planted fault"),
  });
  return async (machine) => {
    const planned = plan.limits.get(machine.id);
    const set = limits.of(machine.id);
    const isUnset = set.metrics.length === 0 && set.silent_minutes === undefined;
    if (planned && isUnset) await limits.set(machine.id, planned);
    return runRude({ plant: rude, machines: [machine], deliver, now });
  };
}

/** Gives each machine a past where it has none, one after the other, and then lets it run. */
function startDemo(run: RunMachine, seeded: readonly Machine[], demo: DemoRun): Demo {
  const { between, recordPast, learn, isReal, now, onPast, onProgress } = demo;
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
    const simulator = await run(machine);
    // It may have been ended while it began.
    if (stopping.signal.aborted || ended.has(machine.id)) return simulator.stopAll();
    simulators.push(simulator);
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
