import { Conflict } from "../errors";
import type { Store } from "../store";
import type { GuidanceEntry } from "../../domain/alarm/guidance";
import type { Machine, NewMachine } from "../../domain/machine/machine";

/** The stored machines; an empty database gets `first` before that, and what to do about their alarms. */
export async function knownMachines(
  { machines, guidance }: Pick<Store, "machines" | "guidance">,
  first: readonly NewMachine[],
  guidanceOfFirst: readonly GuidanceEntry[] = [],
): Promise<Machine[]> {
  const known = await machines.all();
  if (known.length > 0 || first.length === 0) return known;
  for (const machine of first) await machines.add(machine).catch(unlessThere);
  const written = guidanceOfFirst.map(({ scope, guidance: after }) => ({ scope, before: null, after }));
  await guidance.change({ guidance: written, limits: [] }).catch(unlessThere);
  return machines.all();
}

/** Another server that started at the same time may have added the machine already. */
function unlessThere(error: unknown) {
  if (!(error instanceof Conflict)) throw error;
}
