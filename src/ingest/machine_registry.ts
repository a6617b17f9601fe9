import type { Machine } from "../domain/machine/machine";
import { foldName } from "../domain/text";

/** The known machines, in memory for every reading that arrives. */
export type MachineRegistry = {
  /** Finds by id (any case), or else by name, or by an earlier one: composed or not, whatever its blanks. */
  find(idOrName: string): Machine | undefined;
  all(): Machine[];
  put(machine: Machine): void;
  /** Grows with every change: for what is made of all machines and kept. */
  changes(): number;
  /** Forgets every machine but these: the database does not know them any more. */
  keep(ids: ReadonlySet<string>): void;
};

export function createMachineRegistry(machines: readonly Machine[]): MachineRegistry {
  const byId = new Map<string, Machine>();
  const byLowerId = new Map<string, Machine>();
  const byName = new Map<string, Machine>();
  const byFoldedName = new Map<string, Machine>();
  const byAlias = new Map<string, Machine>();
  let changes = 0;

  function put(machine: Machine) {
    changes += 1;
    const before = byId.get(machine.id);
    byId.set(machine.id, machine);
    if (before) forget(before);
    claim(byLowerId, machine.id.toLowerCase(), machine);
    claim(byName, machine.name, machine);
    claim(byFoldedName, foldName(machine.name), machine);
    for (const alias of machine.aliases) claim(byAlias, foldName(alias), machine);
  }

  /** Gives up the old names, which may be another machine's by now. */
  function forget({ id, name, aliases }: Machine) {
    giveUp(byName, name, id);
    giveUp(byFoldedName, foldName(name), id);
    for (const alias of aliases) giveUp(byAlias, foldName(alias), id);
  }

  function find(asked: string) {
    const machine = byId.get(asked) ?? byName.get(asked);
    if (machine) return machine;
    const folded = foldName(asked);
    return byLowerId.get(folded.toLowerCase()) ?? byFoldedName.get(folded) ?? byAlias.get(folded);
  }

  function keep(ids: ReadonlySet<string>) {
    changes += 1;
    const kept = [...byId.values()].filter(({ id }) => ids.has(id));
    for (const map of [byId, byLowerId, byName, byFoldedName, byAlias]) map.clear();
    kept.forEach(put);
  }

  machines.forEach(put);
  return { find, all: () => [...byId.values()], put, changes: () => changes, keep };
}

function giveUp(machines: Map<string, Machine>, key: string, id: string) {
  if (machines.get(key)?.id === id) machines.delete(key);
}

/** Takes a key, unless it belongs to another machine that is at work: a retired one gives up its name. */
function claim(machines: Map<string, Machine>, key: string, machine: Machine) {
  const holder = machines.get(key);
  if (!holder || holder.id === machine.id || (machine.is_active && !holder.is_active))
    machines.set(key, machine);
}
