import type { Rule } from "../../../domain/alarm/rule";
import type { Energy } from "../../../energy/analysis";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { BackTest } from "../../../judging/back_test/back_test";
import { checkRule } from "../../../rules/rule_set";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import type { SiteConfig } from "../../page_context";
import { type AlarmMark, type ChartData, chartOf } from "../machines/chart";

const SPAN = "30d";

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
  const asked = { metric, span: SPAN, until: test.to } as const;
  const chart = await chartOf({ ...deps, timezone: plant.timezone }, machine, asked, undefined, test.to);
  const marks = alarmsOf(machine.id).map(({ from, to }, index): AlarmMark => {
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
