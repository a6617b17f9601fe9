import type { MachineRegistry } from "./machine_registry";
import { createIngestQueue } from "./queue";
import { createRefusals } from "./refusals";
import type { KnownMachines, Validated } from "./validate";

type InboxOptions = Pick<KnownMachines, "metrics"> & {
  machineRegistry: Pick<MachineRegistry, "find">;
  now(): number;
  counters: { taken: { add(count: number): void }; rejected: { add(count: number): void } };
};

/** Where readings come in: the queue, what is known when one arrives, and the counts of what is and is not taken. */
export function createInbox({ machineRegistry, now, metrics, counters }: InboxOptions) {
  const refusals = createRefusals();
  return {
    ingestQueue: createIngestQueue(),
    known: (): KnownMachines => ({ machine: machineRegistry.find, now: now(), metrics }),
    refusals,
    countTaken(validated: Pick<Validated, "readings" | "rejected" | "refusals">) {
      counters.taken.add(validated.readings.length);
      counters.rejected.add(validated.rejected.length);
      validated.refusals.forEach(refusals.add);
    },
  };
}
