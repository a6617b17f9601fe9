import type { Machine } from "../../domain/machine/machine";
import { type After, runSimulator, type Simulator, timer } from "../run_simulator";
import type { Message } from "./manner";
import type { RudePlant } from "./rude_plant";

type RudeRun = {
  plant: Pick<RudePlant, "next" | "say">;
  machines: readonly Pick<Machine, "id" | "is_active" | "data_interval_seconds">[];
  /** Takes a body in as if a gateway had posted it. */
  deliver(contentType: string, body: string): void;
  now(): number;
  after?: After;
};

/** Lets demo machines post what machines of bad manners post, each message when it would arrive. */
export function runRude({ plant, machines, deliver, now, after = timer }: RudeRun): Simulator {
  /** Messages on their way, by machine. */
  const underway = new Map<string, Set<() => void>>();

  function post(machineId: string, { afterMs, contentType = "application/json", body }: Message) {
    if (afterMs <= 0) return deliver(contentType, body);
    const waiting = underway.get(machineId) ?? new Set();
    underway.set(machineId, waiting);
    const cancel = after(afterMs, () => {
      waiting.delete(cancel);
      deliver(contentType, body);
    });
    waiting.add(cancel);
  }

  const simulator = runSimulator({
    plant,
    machines,
    now,
    after,
    enqueue(readings) {
      for (const reading of readings)
        for (const message of plant.say(reading).messages) post(reading.machine_id, message);
      return { kind: "taken", kept: Promise.resolve() };
    },
  });

  function forget(machineId: string) {
    for (const cancel of underway.get(machineId) ?? []) cancel();
    underway.delete(machineId);
  }

  return {
    ...simulator,
    stop(machineId) {
      forget(machineId);
      return simulator.stop(machineId);
    },
    stopAll() {
      simulator.stopAll();
      for (const machineId of [...underway.keys()]) forget(machineId);
    },
  };
}
