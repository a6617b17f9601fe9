import type { Rule } from "../../../domain/alarm/rule";
import { SPANS } from "../../../domain/machine/chart_span";
import type { Energy } from "../../../energy/analysis";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { BackTest } from "../../../judging/back_test/back_test";
import { checkRule } from "../../../rules/rule_set";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import type { SiteConfig } from "../../page_context";
import { type AlarmMark, type ChartData, chartOf } from "../machines/chart";

/** The lengths of the chart, the shortest first. */
const LENGTHS = ["24h", "7d", "30d"] as const;

export type TestDeps = {
  siteConfig: SiteConfig;
  store: Pick<Store, "readings" | "alarms" | "models">;
  machineRegistry: Pick<MachineRegistry, "find">;
  energy: Energy;
};

/** A back-test as its form shows it: with the chart of one machine, where there is a metric to draw. */
export type ShownTest = { test: BackTest; chart?: ChartData; machine?: string };

/** Draws a back-test on the chart of the machine with the most alarms. */
export async function shownTest(deps: TestDeps, rule: Rule, test: BackTest): Promise<ShownTest> {
  const metric = checkRule(rule).compiled?.uses.metrics[0];
  const alarmsOf = (id: string) => test.alarms.filter(({ machine_id }) => (machine_id ?? id) === id);
  const [drawn] = test.machines.toSorted(
    (a, b) => alarmsOf(b.machine_id).length - alarmsOf(a.machine_id).length,
  );
  const machine = drawn && deps.machineRegistry.find(drawn.machine_id);
  if (!machine || metric === undefined) return { test };
  const { plant } = deps.siteConfig;
  const found = alarmsOf(machine.id);
  const oldest = found.reduce(
    (first, { from }) => Math.min(first, from),
    found.length > 0 ? test.to : test.from,
  );
  const span = LENGTHS.find((each) => test.to - oldest < SPANS[each].ms) ?? "30d";
  const asked = { metric, span, until: test.to };
  const chart = await chartOf({ ...deps, timezone: plant.timezone }, machine, asked, undefined, test.to);
  const marks = found.map(({ from, to }, index): AlarmMark => {
    const mark = { id: `back-test-${index}`, from: Math.max(from, chart.from), to };
    return {
      ...mark,
      severity: rule.severity,
      sentence: text.rules.backTest.mark(rule.name),
      isOfMetric: true,
    };
  });
  return { test, machine: machine.name, chart: { ...chart, alarms: marks.toReversed() } };
}
