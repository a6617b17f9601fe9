import { Conflict } from "../errors";
import type { Store } from "../store";
import type { GuidanceEntry } from "../../domain/alarm/guidance";
import type { RuleInput } from "../../domain/alarm/rule";
import type { Machine, NewMachine } from "../../domain/machine/machine";

/** What an empty database begins with: machines, what to do about their alarms, and rules about them. */
type First = {
  machines: readonly NewMachine[];
  guidance: readonly GuidanceEntry[];
  rules: readonly RuleInput[];
};

/** The stored machines; an empty database gets `first` before that. */
export async function knownMachines(
  { machines, guidance, rules }: Pick<Store, "machines" | "guidance" | "rules">,
  first?: First,
): Promise<Machine[]> {
  const known = await machines.all();
  if (known.length > 0 || first === undefined) return known;
  for (const machine of first.machines) await machines.add(machine).catch(unlessThere);
  const written = first.guidance.map(({ scope, guidance: after }) => ({ scope, before: null, after }));
  await guidance.change({ guidance: written, limits: [] }).catch(unlessThere);
  for (const rule of first.rules) await rules.add(rule).catch(unlessThere);
  return machines.all();
}

/** Another server that started at the same time may have added it already. */
function unlessThere(error: unknown) {
  if (!(error instanceof Conflict)) throw error;
}
