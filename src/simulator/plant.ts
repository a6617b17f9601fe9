import type { Reading } from "../domain/machine/reading";
import { createRandom } from "./random";
import { SEED_MACHINES, type SeedMachine } from "./seed_machines";
import { boiler } from "./machines/boiler";
import { compressor } from "./machines/compressor";
import { createFaults, type Fault, FAULTS_PER_DAY } from "./faults";
import { hvac } from "./machines/hvac";
import { injection } from "./machines/injection";
import { clamp, type MachineModel, type Moment, type Step } from "./machines/model";
import { motor } from "./machines/motor";
import { pump } from "./machines/pump";

/**
 * The simulated demo plant. Each machine has its own clock and random numbers, so the order of calls does not
 * matter.
 */
export type Plant = {
  /** The machine's next reading. @throws {RangeError} when it is no demo machine */
  next(machineId: string, at: number): Reading;
  /** The possible faults of a machine. */
  kinds(machineId: string): readonly string[];
  /** Injects a fault. @throws {RangeError} with a sentence that names the allowed values */
  inject(fault: Fault): void;
};

export type PlantStart = {
  seed: number;
  /** Random faults per machine and day; 0 for none. */
  faultsPerDay?: number;
  /** Called once for each fault, when it begins. */
  onFault?(fault: Fault): void;
};

/**
 * Longest step: after a longer pause (a sleeping computer) a machine continues as if only this had passed.
 */
const LONGEST_STEP_SECONDS = 300;
const WARM_UP_MINUTES = 90;

const KINDS: Partial<Record<SeedMachine["type"], Runnable>> = {
  compressor: runnable(compressor),
  hvac: runnable(hvac),
  motor: runnable(motor),
  pump: runnable(pump),
  injection_molding: runnable(injection),
  boiler: runnable(boiler),
};

/** The same seed and the same instants give the same readings. */
export function createPlant({ seed, faultsPerDay = FAULTS_PER_DAY, onFault }: PlantStart): Plant {
  const machines = new Map(
    SEED_MACHINES.map((machine, place) => [
      machine.id,
      simulated(machine, seed * 1000 + place, { perDay: faultsPerDay, onFault }),
    ]),
  );
  function find(machineId: string) {
    const machine = machines.get(machineId);
    if (!machine)
      throw new RangeError(`Cannot simulate machine "${machineId}": it is none of the demo machines`);
    return machine;
  }
  return {
    next: (machineId, at) => find(machineId).next(at),
    kinds: (machineId) => machines.get(machineId)?.kinds ?? [],
    inject: (fault) => find(fault.machine_id).faults.inject(fault),
  };
}

function simulated(
  machine: SeedMachine,
  seed: number,
  rules: { perDay: number; onFault: PlantStart["onFault"] },
) {
  const model = KINDS[machine.type];
  if (!model) throw new RangeError(`Cannot simulate ${machine.name}: nothing imitates a ${machine.type}`);
  const run = model.begin();
  const random = createRandom(seed);
  // Faults have their own random numbers: an injected one must not change when the others occur.
  const faults = createFaults(machine, { ...rules, kinds: model.faults, random: createRandom(-1 - seed) });
  let last: number | undefined;

  /** A machine starts warm: a cold start would raise alarms. */
  function warmUp(at: number) {
    for (let before = WARM_UP_MINUTES; before > 0; before -= 1) {
      const moment = at - before * 60_000;
      run({ at: moment, seconds: 60, random, fault: undefined, rated_kw: machine.rated_power_kw });
    }
  }

  function next(at: number): Reading {
    if (last === undefined) warmUp(at);
    const passed = last === undefined ? machine.data_interval_seconds : (at - last) / 1000;
    last = at;
    const { metrics, mode } = run({
      at,
      seconds: clamp(passed, 0, LONGEST_STEP_SECONDS),
      random,
      fault: faults.active(at),
      rated_kw: machine.rated_power_kw,
    });
    return { machine_id: machine.id, at, metrics, mode };
  }
  return { kinds: model.faults, faults, next };
}

type Runnable = {
  faults: readonly string[];
  begin(): (moment: Moment) => Omit<Step<unknown>, "state">;
};

/** Hides the type of a model's state, so that machines of all types fit one table. */
function runnable<S>({ start, step, faults }: MachineModel<S>): Runnable {
  return {
    faults,
    begin() {
      let state: S | undefined;
      return (moment) => {
        const next = step(state ?? start(moment), moment);
        state = next.state;
        return next;
      };
    },
  };
}
