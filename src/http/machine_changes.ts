import type { Machine, MachineChange, NewMachine } from "../domain/machine/machine";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";

export type MachineChangeDeps = {
  store: Pick<Store, "machines">;
  machineRegistry: MachineRegistry;
  /** Called with a new or changed machine. */
  onChange(machine: Machine): void;
};

/** Registers and changes machines, in the store and in what is known of them here. */
export function machineChanges({ store: { machines }, machineRegistry, onChange }: MachineChangeDeps) {
  function put(machine: Machine | undefined) {
    if (!machine) return;
    machineRegistry.put(machine);
    onChange(machine);
  }

  /** A retired machine gives up each name that another takes: both are known by their new names at one moment. */
  async function claiming<T extends Machine | undefined>(
    { name = "", aliases = [] }: MachineChange,
    write: () => Promise<T>,
  ) {
    const holders = new Set([name, ...aliases].map((word) => machineRegistry.find(word)?.id));
    const machine = await write();
    const others: (Machine | undefined)[] = [];
    try {
      for (const id of holders)
        if (id !== undefined && id !== machine?.id) others.push(await machines.find(id));
    } finally {
      [machine, ...others].forEach(put);
    }
    return machine;
  }

  return {
    /** @throws {Conflict} when the name is taken */
    register: (fields: NewMachine) => claiming(fields, () => machines.add(fields)),
    /** Undefined when there is no such machine. @throws {Conflict} when the new name is taken */
    change: (id: string, fields: MachineChange, by?: string) =>
      claiming(fields, () => machines.change(id, fields, by)),
  };
}
