import { type Rule, ruleInput } from "../../src/domain/alarm/rule";
import { type Machine, MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { areaTree } from "../../src/domain/site/areas";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { createRuleJudge } from "../../src/rules/judge";
import type { Heard, Known } from "../../src/rules/known";
import { checkRule, type RuleSet } from "../../src/rules/rule_set";

export const START = Date.UTC(2026, 10, 23, 9);
export const SECOND = 1000;

export const press: Machine = {
  ...MACHINE_DEFAULTS,
  id: "m1",
  name: "Press-1",
  data_interval_seconds: 1,
  created_at: START,
  updated_at: START,
};

/** A rule on the press: its power above 50, unless something else is said. */
export function rule(change: object = {}): Rule {
  const input = ruleInput.parse({
    name: "Hot",
    scope: { kind: "machines", ids: [press.id] },
    condition: { kind: "form", metric: "power_kw", comparison: "above", limit: 50 },
    ...change,
  });
  return { ...input, id: "r1", revision: 1, created_at: START, updated_at: START };
}

export const expression = (text: string, change: object = {}) =>
  rule({ condition: { kind: "expression", expression: text }, ...change });

export const setOf = (...rules: Rule[]): RuleSet => ({
  version: 1,
  rules: rules.map((each) => checkRule(each)),
});

const UNKNOWN = (): Known => ({ values: {} });

/** A judge of these rules, and a machine that it is given values of; its findings in short: "+" opened, "~" goes on, "-" cleared. */
export function judging(first: RuleSet, { machine = press, timezone = "UTC", known = UNKNOWN() } = {}) {
  let set = first;
  let id = 0;
  const { shifts } = siteOf(usualSite(timezone), timezone);
  const tree = areaTree([]);
  const judge = createRuleJudge({
    rules: () => set,
    machine: () => machine,
    areas: () => tree,
    calendar: () => ({ timezone, shifts }),
    newId: () => `a${++id}`,
  });
  const signs = { opened: "+", worsened: "~", cleared: "-" } as const;
  function hear(at: number, metrics: Record<string, number>, mode?: string) {
    const heard: Heard = { at, metrics, hasMode: mode !== undefined };
    for (const [metric, value] of Object.entries(metrics)) known.values[metric] = { at, value };
    if (mode !== undefined) known.mode = { mode };
    return judge.observe(machine.id, known, heard);
  }
  return {
    known,
    hear,
    /** The signs of what each of some values of one metric, a second apart, leads to. */
    signs: (values: readonly number[], from = START, metric = "power_kw") =>
      values
        .map((value, place) =>
          hear(from + place * SECOND, { [metric]: value })
            .map(({ kind }) => signs[kind])
            .join(""),
        )
        .map((each) => each || ".")
        .join(""),
    use(next: RuleSet) {
      set = { ...next, version: set.version + 1 };
    },
  };
}
