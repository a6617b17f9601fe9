import type { Rule, RuleInput, RuleScope } from "../domain/alarm/rule";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { BackTest } from "../judging/back_test/back_test";
import type { RulesCache } from "../judging/rules_cache";
import type { PlantState } from "../live/state/plant_state";
import { type Problem, placeOf } from "../rules/expression";
import { checkRule } from "../rules/rule_set";
import type { SiteCache } from "../site/site_cache";
import { text } from "../words/text";

const words = text.rules;

/** All that is asked of rules, by pages and by programs. */
export type RuleDeps = {
  rules: RulesCache;
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  plantState: Pick<PlantState, "values">;
  site: Pick<SiteCache, "areas" | "refresh" | "inForce">;
  /** Undefined when too many wait already. */
  backTest(rule: Rule): Promise<BackTest | undefined>;
};

/** Why a rule is refused; a place where it is in an expression. */
export type RuleRefusal = { field: string; message: string; line?: number; column?: number };

/** A rule as it was sent, with its machines and its area by their ids; or everything that is wrong with it. */
export async function checkInput(
  deps: RuleDeps,
  input: RuleInput,
): Promise<{ input: RuleInput } | { refusals: RuleRefusal[] }> {
  await deps.site.refresh();
  const scope = scopeOf(deps, input.scope);
  if ("refusal" in scope) return { refusals: [scope.refusal] };
  const asked: RuleInput = { ...input, scope: scope.scope };
  const { shift } = asked;
  const refusals: RuleRefusal[] = [];
  if (shift !== undefined && !deps.site.inForce().shifts.shifts.some(({ name }) => name === shift))
    refusals.push({ field: "shift", message: words.unknownShift(shift) });
  const { problems } = checkRule(draftOf(asked), knownMetrics(deps));
  refusals.push(...problems.map((problem) => refusalOf(asked, problem)));
  return refusals.length > 0 ? { refusals } : { input: asked };
}

/** A rule that is only tried. */
export const draftOf = (input: RuleInput, id = "draft"): Rule => ({
  ...input,
  id,
  revision: 0,
  created_at: 0,
  updated_at: 0,
});

function refusalOf({ condition }: RuleInput, problem: Problem): RuleRefusal {
  const message = words.problem(problem);
  if (condition.kind === "form") return { field: "condition.metric", message };
  return { field: "condition.expression", message, ...placeOf(condition.expression, problem.start) };
}

/** A refusal in a sentence: with its place, where it has one. */
export function refusalText({ message, line, column }: RuleRefusal): string {
  return line === undefined || column === undefined ? message : words.at({ line, column }, message);
}

/** The names of all metrics that any machine has sent. */
export function knownMetrics({
  machineRegistry,
  plantState,
}: Pick<RuleDeps, "machineRegistry" | "plantState">) {
  return new Set(
    machineRegistry.all().flatMap(({ id }) => plantState.values(id).map(({ metric }) => metric)),
  );
}

function scopeOf(
  { machineRegistry, site }: RuleDeps,
  scope: RuleScope,
): { scope: RuleScope } | { refusal: RuleRefusal } {
  if (scope.kind === "area") {
    const area = site.areas().find(scope.id);
    return area
      ? { scope: { kind: "area", id: area.id } }
      : { refusal: { field: "scope.id", message: words.unknownArea(scope.id) } };
  }
  if (scope.kind === "type") return { scope };
  const ids: string[] = [];
  for (const word of scope.ids) {
    const machine = machineRegistry.find(word);
    if (!machine) return { refusal: { field: "scope.ids", message: words.unknownMachine(word) } };
    ids.push(machine.id);
  }
  return { scope: { kind: "machines", ids: [...new Set(ids)] } };
}
