import { coalesce } from "../async/coalesce";
import type { Rule, RuleInput } from "../domain/alarm/rule";
import type { By } from "../people/actor";
import { type CheckedRule, checkRule, NO_RULES, type RuleSet } from "../rules/rule_set";
import type { Store } from "../store/store";

/** The rules that people made, compiled and at hand for every reading. */
export type RulesCache = {
  inForce(): RuleSet;
  add(rule: RuleInput, by?: By): Promise<Rule>;
  change(id: string, rule: RuleInput, by?: By): Promise<Rule | undefined>;
  /** @returns whether there was one */
  remove(id: string, by?: By): Promise<boolean>;
  /** Reads them again: another server may have changed some. */
  refresh(): Promise<void>;
};

export async function createRulesCache({ rules: store }: Pick<Store, "rules">): Promise<RulesCache> {
  let set: RuleSet = NO_RULES;

  const refresh = coalesce(async () => void (set = setOf(await store.all(), set)));
  await refresh();

  async function changed<T>(work: Promise<T>): Promise<T> {
    const result = await work;
    await refresh();
    return result;
  }

  return {
    inForce: () => set,
    add: (rule, by) => changed(store.add(rule, by)),
    change: (id, rule, by) => changed(store.change(id, rule, by)),
    remove: (id, by) => changed(store.remove(id, by)),
    refresh,
  };
}

/** The same set where nothing has changed: the rules of each machine are not looked for again. */
function setOf(rules: readonly Rule[], before: RuleSet): RuleSet {
  const known = new Map(before.rules.map((checked) => [checked.rule.id, checked]));
  const checked = rules.map((rule): CheckedRule => {
    const same = known.get(rule.id);
    return same?.rule.revision === rule.revision ? same : checkRule(rule);
  });
  const isSame =
    checked.length === before.rules.length && checked.every((each, place) => each === before.rules[place]);
  return isSame ? before : { version: before.version + 1, rules: checked };
}
