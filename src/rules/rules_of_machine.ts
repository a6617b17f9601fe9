import type { Rule } from "../domain/alarm/rule";
import type { Machine } from "../domain/machine/machine";
import type { AreaTree } from "../domain/site/areas";
import { type Calendar, type InForce, inForceOf } from "./hours";
import { indexOf, type MachineIndex } from "./machine_index";
import { concerns, type RuleSet } from "./rule_set";

/** What decides which rules a machine has. */
export type RuleSources = {
  rules(): RuleSet;
  machine(id: string): Machine | undefined;
  areas(): Pick<AreaTree, "within">;
  calendar(): Calendar;
};

/** The rules of a machine, and what they were found by. `isNew`: nobody has judged by them yet. */
type Indexed = {
  index: MachineIndex;
  isNew: boolean;
  version: number;
  machine: Machine | undefined;
  tree: unknown;
  shifts: unknown;
};

/** The rules of each machine, found again when the rules, the machine or the site are other ones. */
export function rulesOfMachines({
  rules,
  machine,
  areas,
  calendar,
}: RuleSources): (machineId: string) => Indexed {
  const byMachine = new Map<string, Indexed>();
  const inForce = remembered(calendar);
  let within: { tree: unknown } & Pick<AreaTree, "within"> = { tree: undefined, within: () => new Set() };
  return (machineId) => {
    const [set, found, tree, { shifts }] = [rules(), machine(machineId), areas(), calendar()];
    const before = byMachine.get(machineId);
    if (
      before?.version === set.version &&
      before.machine === found &&
      before.tree === tree &&
      before.shifts === shifts
    )
      return before;
    if (within.tree !== tree) within = { tree, ...eachOnce(tree) };
    const mine = set.rules.flatMap(({ rule, compiled }) =>
      compiled && !compiled.uses.isOfArea && found && concerns(rule.scope, found, within)
        ? [{ compiled, isInForce: inForce(rule) }]
        : [],
    );
    const fresh = { index: indexOf(mine), isNew: true, version: set.version, machine: found, tree, shifts };
    byMachine.set(machineId, fresh);
    return fresh;
  };
}

/** The areas within each, found once: a hundred rules may be about one area. */
export function eachOnce(tree: Pick<AreaTree, "within">): Pick<AreaTree, "within"> {
  const known = new Map<string, ReadonlySet<string>>();
  return {
    within(id) {
      const ids = known.get(id) ?? tree.within(id);
      known.set(id, ids);
      return ids;
    },
  };
}

/** One calendar question for all machines of a rule. */
export function remembered(calendar: () => Calendar): (rule: Rule) => InForce {
  const known = new Map<string, { revision: number; shifts: unknown; isInForce: InForce }>();
  return (rule) => {
    const times = calendar();
    const before = known.get(rule.id);
    if (before?.revision === rule.revision && before.shifts === times.shifts) return before.isInForce;
    const isInForce = inForceOf(rule, times);
    known.set(rule.id, { revision: rule.revision, shifts: times.shifts, isInForce });
    return isInForce;
  };
}
