import { Conflict } from "../errors";
import type { Store } from "../store";
import type { RuleInput } from "../../domain/alarm/rule";
import type { Machine, NewMachine } from "../../domain/machine/machine";

/** The stored machines; an empty database gets `first` before that, with the rules about them. */
export async function knownMachines(
  { machines, rules }: Pick<Store, "machines" | "rules">,
  first: readonly NewMachine[],
  firstRules: readonly RuleInput[] = [],
): Promise<Machine[]> {
  const known = await machines.all();
  if (known.length > 0) return known;
  for (const machine of first) await machines.add(machine).catch(unlessThere);
  if (first.length > 0) for (const rule of firstRules) await rules.add(rule).catch(unlessThere);
  return machines.all();
}

/** Another server that started at the same time may have added it already. */
function unlessThere(error: unknown) {
  if (!(error instanceof Conflict)) throw error;
}
