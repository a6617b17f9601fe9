import type { Machine } from "../domain/machine/machine";
import type { Reading } from "../domain/machine/reading";
import type { Enqueued } from "../ingest/queue";
import { SEED_MACHINES } from "./seed_machines";
import type { Plant } from "./plant";

/** Calls back once after so many milliseconds; returns a function that cancels the call. */
export type After = (ms: number, run: () => void) => () => void;

type SimulatorStart = {
  plant: Pick<Plant, "next">;
  /** Active demo machines among these are simulated, each at its own interval. */
  machines: readonly Pick<Machine, "id" | "is_active" | "data_interval_seconds">[];
  enqueue(readings: Reading[]): Enqueued;
  now(): number;
  after?: After;
};

export type Simulator = {
  /** Ends a machine's simulation, for its real readings; false when it was not simulated. */
  stop(machineId: string): boolean;
  stopAll(): void;
  /** Ids of the simulated machines. */
  active(): string[];
  /** Readings dropped because the queue was full, and readings that could not be stored. */
  lost(): { skipped: number; failed: number };
};

/** Lets the demo machines enqueue readings, the first of each at once. */
export function runSimulator({ plant, machines, enqueue, now, after = timer }: SimulatorStart): Simulator {
  const running = new Map<string, () => void>();
  const lost = { skipped: 0, failed: 0 };

  function send(machineId: string, at: number) {
    const answer = enqueue([plant.next(machineId, at)]);
    if (answer.kind === "full") lost.skipped++;
    else answer.kept.catch(() => lost.failed++);
  }

  /** Sends the due readings and schedules the next; due times are fixed, so delays never add up. */
  function tick(machineId: string, due: number, everyMs: number) {
    send(machineId, due);
    const late = Math.max(0, now() - due);
    const next = due + everyMs * (1 + Math.floor(late / everyMs));
    running.set(
      machineId,
      after(Math.max(0, next - now()), () => tick(machineId, next, everyMs)),
    );
  }

  function stop(machineId: string): boolean {
    running.get(machineId)?.();
    return running.delete(machineId);
  }

  const demo = new Set(SEED_MACHINES.map(({ id }) => id));
  for (const { id, is_active, data_interval_seconds } of machines)
    if (is_active && demo.has(id)) tick(id, now(), data_interval_seconds * 1000);
  return {
    stop,
    stopAll: () => [...running.keys()].forEach(stop),
    active: () => [...running.keys()],
    lost: () => ({ ...lost }),
  };
}

/** The clock of the machine that this runs on. */
export const timer: After = (ms, run) => {
  const id = setTimeout(run, ms);
  return () => clearTimeout(id);
};
