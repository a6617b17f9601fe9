import { Conflict } from "../errors";
import type { Store } from "../store";
import type { Machine, NewMachine } from "../../domain/machine/machine";

/** The stored machines; an empty database gets `first` before that. */
export async function knownMachines(
  { machines }: Pick<Store, "machines">,
  first: readonly NewMachine[],
): Promise<Machine[]> {
  const known = await machines.all();
  if (known.length > 0) return known;
  for (const machine of first) await machines.add(machine).catch(unlessThere);
  return machines.all();
}

/** Another server that started at the same time may have added the machine already. */
function unlessThere(error: unknown) {
  if (!(error instanceof Conflict)) throw error;
}
