import type { Alarm } from "../domain/alarm/alarm";
import type { PlantState } from "../live/state/plant_state";
import { type CheckedRule, concerns } from "../rules/rule_set";
import { eachOnce } from "../rules/rules_of_machine";
import type { Store } from "../store/store";
import { placeOf } from "../rules/expression";
import { text } from "../words/text";
import type { RuleDeps } from "./rule_requests";

const OPEN_AT_MOST = 1_000;

/** A machine of a rule, and the metrics without a good value that the rule asks it for. */
export type Missing = { machine_id: string; name: string; metrics: string[] };
/** A rule as lists show it. */
export type RuleState = {
  open_alarms: number;
  /** How many machines it is about. */
  machines: number;
  no_data: Missing[];
  /** Why it cannot be judged. */
  problems: string[];
};

export type RuleStateDeps = RuleDeps & {
  store: { alarms: Pick<Store["alarms"], "list"> };
  plantState: Pick<PlantState, "values">;
};

/** The state of each rule now, by its id. */
export async function ruleStates(deps: RuleStateDeps, now: number): Promise<Map<string, RuleState>> {
  const open = await deps.store.alarms.list({ states: ["new", "acknowledged"], limit: OPEN_AT_MOST });
  const counts = countByRule(open);
  const series = seriesOf(deps, now);
  const areas = eachOnce(deps.site.areas());
  return new Map(
    deps.rules.inForce().rules.map((checked) => [
      checked.rule.id,
      {
        open_alarms: counts.get(checked.rule.id) ?? 0,
        ...dataOf(deps, checked, areas, series),
        problems: problemsOf(checked),
      },
    ]),
  );
}

function countByRule(open: readonly Alarm[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cause } of open)
    if (cause?.kind === "rule") counts.set(cause.rule_id, (counts.get(cause.rule_id) ?? 0) + 1);
  return counts;
}

/** The metrics that a machine has sent, and those of them that have a good value now. */
type Series = { sent: ReadonlySet<string>; good: ReadonlySet<string> };
type SeriesOf = (machineId: string) => Series;

/** The series of each machine, asked once. */
function seriesOf({ plantState }: Pick<RuleStateDeps, "plantState">, now: number): SeriesOf {
  const known = new Map<string, Series>();
  return (id) => {
    const before = known.get(id);
    if (before) return before;
    const values = plantState.values(id);
    const good = values.filter(({ value, at, goneAfterMs }) => {
      const isGone = at === null || (goneAfterMs !== undefined && now - at >= goneAfterMs);
      return value !== null && !isGone;
    });
    const names = (those: typeof values) => new Set(those.map(({ metric }) => metric));
    const series = { sent: names(values), good: names(good) };
    known.set(id, series);
    return series;
  };
}

function dataOf(
  { machineRegistry }: Pick<RuleStateDeps, "machineRegistry">,
  { rule, compiled }: CheckedRule,
  areas: Parameters<typeof concerns>[2],
  series: SeriesOf,
): Pick<RuleState, "machines" | "no_data"> {
  const machines = machineRegistry.all().filter((machine) => concerns(rule.scope, machine, areas));
  const { metrics: asked, isOfArea } = compiled?.uses ?? { metrics: [], isOfArea: false };
  const no_data = machines.flatMap(({ id, name }) => {
    const { sent, good } = series(id);
    // In a sum over an area a machine without that metric is none of it.
    const metrics = asked.filter((metric) => !good.has(metric) && (!isOfArea || sent.has(metric)));
    return metrics.length > 0 ? [{ machine_id: id, name, metrics }] : [];
  });
  return { machines: machines.length, no_data };
}

function problemsOf({ rule: { condition }, problems }: CheckedRule): string[] {
  return problems.map((problem) => {
    const message = text.rules.problem(problem);
    return condition.kind === "expression"
      ? text.rules.at(placeOf(condition.expression, problem.start), message)
      : message;
  });
}
