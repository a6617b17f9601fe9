import type { Rule, RuleScope } from "../domain/alarm/rule";
import type { Machine } from "../domain/machine/machine";
import type { AreaTree } from "../domain/site/areas";
import { parseExpression } from "./cel/parse";
import { type Against, checkExpression, unknownMetric, type Uses } from "./check";
import { type Test, testExpression, testForm } from "./compile";
import type { Problem } from "./expression";

/** A rule that can be judged. */
export type CompiledRule = { rule: Rule; uses: Uses; test: Test };
/** A rule with whatever is wrong with it; `compiled` is absent where something is. */
export type CheckedRule = { rule: Rule; problems: readonly Problem[]; compiled?: CompiledRule };

/** Rules as they are in force; `version` is another one after each change. */
export type RuleSet = { version: number; rules: readonly CheckedRule[] };

export const NO_RULES: RuleSet = { version: 0, rules: [] };

/** Checks a rule and compiles it. @param metrics the names that are known; undefined: any name is one */
export function checkRule(rule: Rule, metrics?: ReadonlySet<string>): CheckedRule {
  const { condition, scope } = rule;
  if (condition.kind === "form") {
    const { metric } = condition;
    const problems = metrics && !metrics.has(metric) ? [unknownMetric(metric, metrics)] : [];
    const uses: Uses = { metrics: [metric], windows: [], usesMode: false, isOfArea: false };
    return {
      rule,
      problems,
      ...(problems.length > 0 ? {} : { compiled: { rule, uses, test: testForm(condition) } }),
    };
  }
  const parsed = parseExpression(condition.expression);
  if ("problem" in parsed) return { rule, problems: [parsed.problem] };
  const against: Against = { metrics, hasArea: scope.kind === "area" };
  const { uses, problems } = checkExpression(parsed.expression, against);
  if (problems.length > 0) return { rule, problems };
  return { rule, problems, compiled: { rule, uses, test: testExpression(parsed.expression) } };
}

type Placed = Pick<Machine, "id" | "type" | "area" | "is_active">;

/** Whether a rule is about a machine. */
export function concerns(scope: RuleScope, machine: Placed, areas: Pick<AreaTree, "within">): boolean {
  if (!machine.is_active) return false;
  switch (scope.kind) {
    case "machines":
      return scope.ids.includes(machine.id);
    case "type":
      return machine.type === scope.type;
    case "area":
      return machine.area !== null && machine.area !== undefined && areas.within(scope.id).has(machine.area);
  }
}
