import type { Store } from "../store/store";
import type { Monitor } from "../detection/monitor/monitor";
import type { Machine } from "../domain/machine/machine";
import type { Reading } from "../domain/machine/reading";
import { backfill } from "./backfill";
import type { Enqueued } from "../ingest/queue";
import { runSimulator, type Simulator } from "./run_simulator";
import type { Plant } from "./plant";
import { DAY_MS } from "../domain/time_units";

type DemoStart = {
  plant: Plant;
  seed: number;
  machines: readonly Machine[];
  store: Pick<Store, "readings">;
  monitor: Pick<Monitor, "learn">;
  enqueue(readings: Reading[]): Enqueued;
  now(): number;
  /** A machine's past is complete. */
  onPast(machine: Machine): Promise<void>;
  onProgress(done: number, total: number): void;
};

/** The simulated plant. */
export type Demo = {
  active(): string[];
  /** Ends a machine's simulation, for its real readings; false when it was not simulated. */
  stop(machineId: string): boolean;
  stopAll(): void;
  /** Resolves when every machine has its past and is running. */
  started: Promise<void>;
};

/** Back-fills each demo machine that has no past, one after the other, and then simulates it. */
export function startDemo({ plant, seed, machines, store, monitor, enqueue, now, ...told }: DemoStart): Demo {
  const stopping = new AbortController();
  const simulators: Simulator[] = [];
  const real = new Set<string>();

  async function start(machine: Machine, place: number) {
    if (!(await hasPast(machine))) {
      const onProgress = (done: number, total: number) =>
        told.onProgress(place * total + done, machines.length * total);
      // The monitor learns from the back-filled past, or a slow machine would take hours to learn.
      const record = async (readings: Reading[]) => {
        await store.readings.record(readings);
        monitor.learn(readings);
      };
      await backfill({
        seed,
        machines: [machine],
        until: now(),
        record,
        onProgress,
        signal: stopping.signal,
      });
      if (stopping.signal.aborted) return;
      await told.onPast(machine);
    }
    if (stopping.signal.aborted || real.has(machine.id)) return;
    simulators.push(runSimulator({ plant, machines: [machine], enqueue, now }));
  }

  async function hasPast({ id }: Machine): Promise<boolean> {
    return (await store.readings.between(id, 0, now() - DAY_MS, 1)).length > 0;
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
      real.add(machineId);
      return simulators.some((simulator) => simulator.stop(machineId));
    },
    stopAll() {
      stopping.abort();
      for (const simulator of simulators) simulator.stopAll();
    },
    started: startAll(),
  };
}
