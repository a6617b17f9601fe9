import type { Rule, RuleScope } from "../../src/domain/alarm/rule";
import type { Machine } from "../../src/domain/machine/machine";
import type { AreaTree } from "../../src/domain/site/areas";
import { unitOf } from "../../src/domain/machine/metric";
import type { Site } from "../../src/http/page_context";
import type { RuleState } from "../../src/http/rule_states";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";

const words = text.rules;
const NAMED_AT_MOST = 3;

type RulesProps = {
  site: Site;
  rules: readonly Rule[];
  states: ReadonlyMap<string, RuleState>;
  machines: readonly Machine[];
  areas: Pick<AreaTree, "path">;
  mayChange: boolean;
};

/** The rules that people made, each with its state now. */
export function RulesPage({ site, rules, states, machines, areas, mayChange }: RulesProps) {
  const query = site.theme ? `?theme=${site.theme}` : "";
  const url = `${site.base}/alarms/rules`;
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="rules-title">
        <header>
          <h2 id="rules-title">{words.title}</h2>
          {mayChange && (
            <a class="button" href={`${url}/new${query}`}>
              {words.add}
            </a>
          )}
        </header>
        <p>{words.about}</p>
        <p>{words.aboutNoData}</p>
        {rules.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <table class="accounts" aria-labelledby="rules-title">
            <TableHead columns={words.columns} />
            <tbody>
              {rules.map((rule) => (
                <tr id={`rule-${rule.id}`}>
                  <td>
                    <a href={`${url}/${rule.id}${query}`}>
                      <bdi>{rule.name}</bdi>
                    </a>
                  </td>
                  <td>{whereText(rule.scope, machines, areas)}</td>
                  <td>{whenText(rule)}</td>
                  <td>{words.severity[rule.severity]}</td>
                  <td>{stateText(states.get(rule.id))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </Layout>
  );
}

function whereText(scope: RuleScope, machines: readonly Machine[], areas: Pick<AreaTree, "path">): string {
  if (scope.kind === "type") return words.allOf(text.machines.type[scope.type]);
  if (scope.kind === "area") return words.area(areas.path(scope.id) ?? words.gone);
  const names = scope.ids.map((id) => machines.find((machine) => machine.id === id)?.name ?? words.gone);
  return text.list(names);
}

function whenText({ condition, for_seconds }: Rule): string {
  const what =
    condition.kind === "expression"
      ? condition.expression
      : words.when(
          text.metric(condition.metric, null),
          words.comparison[condition.comparison],
          text.quantity(condition.limit, unitOf(condition.metric)),
        );
  return for_seconds > 0 ? words.lasting(what, words.seconds(for_seconds)) : what;
}

function stateText(state: RuleState | undefined): string {
  if (!state) return words.state.quiet;
  const { open_alarms, machines, no_data, problems } = state;
  const [problem] = problems;
  if (problem !== undefined) return words.state.error(problem);
  const parts = [
    open_alarms > 0 ? words.state.open(open_alarms) : undefined,
    machines === 0 ? words.state.nowhere : undefined,
    no_data.length > 0
      ? words.state.noData(
          no_data
            .slice(0, NAMED_AT_MOST)
            .map(({ name, metrics }) => words.missing(name, metrics.join(", ")))
            .join(", "),
          Math.max(0, no_data.length - NAMED_AT_MOST),
        )
      : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(" · ") : words.state.quiet;
}
