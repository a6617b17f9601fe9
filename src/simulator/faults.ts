import type { Random } from "./random";
import type { SeedMachine } from "./seed_machines";
import { DAY_MS, MINUTE_MS } from "../domain/time_units";

/** A fault of a machine in [from, to), epoch milliseconds. Severity is a multiplier, 1 to 5. */
export type Fault = { machine_id: string; kind: string; severity: number; from: number; to: number };

/** The faults of one machine: injected ones, and random ones. */
export type Faults = {
  /** The fault at this instant; instants must not go back. */
  active(at: number): Fault | undefined;
  /** @throws {RangeError} with a sentence that names the allowed values */
  inject(fault: Fault): void;
};

export type FaultRules = {
  kinds: readonly string[];
  /** Random faults a day. */
  perDay: number;
  random: Random;
  /** Called once for each fault, when it begins. */
  onFault?(fault: Fault): void;
};

/** One fault every ten days. */
export const FAULTS_PER_DAY = 0.1;

const [LOWEST_SEVERITY, HIGHEST_SEVERITY] = [1, 5];

export function createFaults(machine: SeedMachine, { kinds, perDay, random, onFault }: FaultRules): Faults {
  let asked: Fault[] = [];
  let coming: Fault | undefined;
  let reported: Fault | undefined;

  return {
    active(at) {
      asked = asked.filter((fault) => at < fault.to);
      if (perDay > 0 && kinds.length > 0 && !(coming && at < coming.to)) {
        const waitMs = (-Math.log(1 - random.uniform(0, 1)) / perDay) * DAY_MS;
        coming = drawFault(machine.id, kinds, at + waitMs, random);
      }
      const fault = [...asked, ...(coming ? [coming] : [])].find(({ from }) => from <= at);
      if (fault && fault !== reported) onFault?.(fault);
      reported = fault;
      return fault;
    },
    inject(fault) {
      refuseWrong(machine, kinds, fault);
      asked.push(fault);
    },
  };
}

/** Draws a fault that begins at `from`: 10 to 60 minutes, severity 1.3 to 2. */
export function drawFault(machineId: string, kinds: readonly string[], from: number, random: Random): Fault {
  const kind = kinds[Math.floor(random.uniform(0, kinds.length))] ?? "";
  const to = from + random.uniform(10, 60) * MINUTE_MS;
  return { machine_id: machineId, kind, severity: random.uniform(1.3, 2), from, to };
}

function refuseWrong(machine: SeedMachine, kinds: readonly string[], { kind, severity, from, to }: Fault) {
  const cannot = `Cannot inject a fault into ${machine.name}`;
  if (kinds.length === 0) throw new RangeError(`${cannot}: a ${machine.type} has no faults`);
  if (!kinds.includes(kind)) throw new RangeError(`${cannot}: "${kind}" is none of ${kinds.join(", ")}`);
  if (!(severity >= LOWEST_SEVERITY && severity <= HIGHEST_SEVERITY))
    throw new RangeError(
      `${cannot}: severity ${severity} is not between ${LOWEST_SEVERITY} and ${HIGHEST_SEVERITY}`,
    );
  if (!(to > from)) throw new RangeError(`${cannot}: it would end (${to}) before it begins (${from})`);
}
