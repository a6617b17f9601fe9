import type { Machine, MachineChange, NewMachine } from "../domain/machine/machine";
import type { By } from "../people/actor";
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

  /** A retired machine whose name another takes is known by another name from then on. */
  async function claiming<T extends Machine | undefined>(name: string | undefined, write: () => Promise<T>) {
    const before = name === undefined ? undefined : machineRegistry.find(name);
    const machine = await write();
    put(machine);
    if (machine && before && before.id !== machine.id) put(await machines.find(before.id));
    return machine;
  }

  return {
    /** @throws {Conflict} when the name is taken */
    register: (fields: NewMachine, by: By) => claiming(fields.name, () => machines.add(fields, by)),
    /** Undefined when there is no such machine. @throws {Conflict} when the new name is taken */
    change: (id: string, fields: MachineChange, named: string | undefined, by: By) =>
      claiming(fields.name, () => machines.change(id, fields, named, by)),
  };
}
