import type { z } from "zod";
import type { RuleTyped } from "../../../../views/rules/rule_typed";
import { COMPARISONS, type Rule, type RuleInput, ruleInput } from "../../../domain/alarm/rule";
import { text } from "../../../words/text";
import { typedNumber, typedSpans, typedText } from "../settings/site_form";

const words = text.rules;

/** The form of a new rule, before anything was typed. */
export const NEW_RULE: RuleTyped = {
  name: "",
  where: "machines",
  machines: [],
  area: "",
  type: "",
  metric: "",
  comparison: "above",
  limit: "",
  clears_at: "",
  for_seconds: "0",
  severity: "warning",
  text: "",
  expression: "",
  shift: "",
  hours: [],
};

/** A rule as its form shows it. */
export function formOf(rule: Rule): RuleTyped {
  const { scope, condition } = rule;
  const typed: RuleTyped = {
    ...NEW_RULE,
    name: rule.name,
    where: scope.kind,
    for_seconds: String(rule.for_seconds),
    severity: rule.severity,
    text: rule.text,
    shift: rule.shift ?? "",
    hours: rule.hours ?? [],
    ...(scope.kind === "machines" ? { machines: scope.ids } : {}),
    ...(scope.kind === "area" ? { area: scope.id } : {}),
    ...(scope.kind === "type" ? { type: scope.type } : {}),
  };
  if (condition.kind === "expression") return { ...typed, expression: condition.expression };
  const { metric, comparison, limit, clears_at } = condition;
  return { ...typed, metric, comparison, limit: String(limit), clears_at: String(clears_at ?? "") };
}

/** What was typed. @param form in which a name that comes several times has all of its values */
export function typedRule(form: Record<string, unknown>): RuleTyped {
  const typed = (name: string) => typedText(form, name);
  const where = typed("where");
  return {
    name: typed("name"),
    where: where === "area" || where === "type" ? where : "machines",
    machines: [form.machines ?? []].flat().filter((id): id is string => typeof id === "string"),
    area: typed("area"),
    type: typed("type"),
    metric: typed("metric"),
    comparison: COMPARISONS.find((each) => each === typed("comparison")) ?? "above",
    limit: typed("limit"),
    clears_at: typed("clears_at"),
    for_seconds: typed("for_seconds"),
    severity: typed("severity"),
    text: typed("text"),
    expression: typed("expression").replaceAll("\r\n", "\n"),
    shift: typed("shift"),
    hours: typedSpans(form)
      .map(({ index: _, ...span }) => span)
      .filter(({ days, from, to }) => days.length > 0 || from !== "" || to !== ""),
  };
}

/** A form as an API body would be, or a sentence for each error. */
export function parseRule(typed: RuleTyped): { input: RuleInput } | { problems: string[] } {
  const scope = scopeOf(typed);
  if (!scope) return { problems: [words.chooseWhere] };
  const parsed = ruleInput.safeParse({
    name: typed.name,
    scope,
    condition: conditionOf(typed),
    for_seconds: typed.for_seconds === "" ? 0 : typedNumber(typed.for_seconds),
    severity: typed.severity,
    text: typed.text,
    ...(typed.hours.length > 0 ? { hours: typed.hours } : {}),
    ...(typed.shift === "" ? {} : { shift: typed.shift }),
  });
  return parsed.success ? { input: parsed.data } : { problems: parsed.error.issues.map(sentence) };
}

function scopeOf({ where, machines, area, type }: RuleTyped) {
  if (where === "area") return area === "" ? undefined : { kind: "area", id: area };
  if (where === "type") return type === "" ? undefined : { kind: "type", type };
  return machines.length === 0 ? undefined : { kind: "machines", ids: machines };
}

function conditionOf({ expression, metric, comparison, limit, clears_at }: RuleTyped) {
  if (expression !== "") return { kind: "expression", expression };
  return {
    kind: "form",
    metric,
    comparison,
    limit: limit === "" ? undefined : typedNumber(limit),
    ...(clears_at === "" ? {} : { clears_at: typedNumber(clears_at) }),
  };
}

type Field = keyof typeof words.field;
const isField = (name: unknown): name is Field =>
  typeof name === "string" && Object.hasOwn(words.field, name);

function sentence({ path, message }: z.core.$ZodIssue): string {
  const field = path.toReversed().find(isField);
  return field === undefined ? message : `${words.field[field]}: ${message}`;
}
