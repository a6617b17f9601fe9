import type { Machine } from "../domain/machine/machine";

/** The known machines, in memory for every reading that arrives. */
export type MachineRegistry = {
  /** Finds by id, or else by exact name. */
  find(idOrName: string): Machine | undefined;
  all(): Machine[];
  put(machine: Machine): void;
};

export function createMachineRegistry(machines: readonly Machine[]): MachineRegistry {
  const byId = new Map<string, Machine>();
  const byName = new Map<string, Machine>();

  function put(machine: Machine) {
    const before = byId.get(machine.id);
    if (before) byName.delete(before.name);
    byId.set(machine.id, machine);
    byName.set(machine.name, machine);
  }

  machines.forEach(put);
  return {
    find: (idOrName) => byId.get(idOrName) ?? byName.get(idOrName),
    all: () => [...byId.values()],
    put,
  };
}
