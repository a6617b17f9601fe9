import type { MachineRegistry } from "./machine_registry";
import { createIngestQueue } from "./queue";
import { createRefusals } from "./refusals";
import type { KnownMachines } from "./validate";

type InboxOptions = Pick<KnownMachines, "metrics"> & {
  machineRegistry: Pick<MachineRegistry, "find">;
  now(): number;
};

/** Where readings come in: the queue, what is known when one arrives, and the count of what is not taken. */
export function createInbox({ machineRegistry, now, metrics }: InboxOptions) {
  return {
    ingestQueue: createIngestQueue(),
    known: (): KnownMachines => ({ machine: machineRegistry.find, now: now(), metrics }),
    refusals: createRefusals(),
  };
}
