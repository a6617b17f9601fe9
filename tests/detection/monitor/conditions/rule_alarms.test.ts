import { expect, test } from "bun:test";
import type { Limit } from "../../../../src/domain/alarm/machine_limits";
import type { Reading } from "../../../../src/domain/machine/reading";
import { areaTree } from "../../../../src/domain/site/areas";
import { siteOf, usualSite } from "../../../../src/domain/site/settings";
import { SECOND_MS } from "../../../../src/domain/time_units";
import { createRuleJudge } from "../../../../src/rules/judge";
import { expression, press, setOf } from "../../../rules/sample";
import { kinds, opened, start } from "../readings";

const limit: Limit = { metric: "power_kw", severity: "critical", high: 80 };
const limits = () => ({ metrics: [limit] });
const set = setOf(expression("oil_bar < 1", { scope: { kind: "machines", ids: ["p1"] } }));
const [tree, { shifts }] = [areaTree([]), siteOf(usualSite("UTC"), "UTC")];

/** A judge whose alarms are called r-1, r-2, …; the monitor's own are alarm-1, … */
function judge(first = 1) {
  let next = first;
  return createRuleJudge({
    rules: () => set,
    machine: () => ({ ...press, id: "p1" }),
    areas: () => tree,
    calendar: () => ({ timezone: "UTC", shifts }),
    newId: () => `r-${next++}`,
  });
}

const at = (second: number, metrics: Record<string, number>, change: Partial<Reading> = {}): Reading => ({
  machine_id: "p1",
  at: second * SECOND_MS,
  mode: null,
  metrics,
  ...change,
});
const both = (second: number) => at(second, { power_kw: 90, oil_bar: 0.5 });

test("the alarm of a rule is beside that of the machine: each ends by its own values", () => {
  const monitor = start({ limits, rules: judge() });
  expect(opened(monitor.observe([both(0)])).map(({ id }) => id)).toEqual(["alarm-1", "r-1"]);
  expect(monitor.machineOf("r-1")).toBe("p1");
  expect(monitor.observe([at(1, { power_kw: 90, oil_bar: 2 })])).toMatchObject([
    { kind: "cleared", anomaly_id: "r-1" },
  ]);
});

test("a restart goes on with the alarm of a rule, with its state and without it, and takes it for no other", () => {
  const first = start({ limits, rules: judge() });
  const alarms = opened(first.observe([both(0), both(1)]));
  const open = alarms.filter(({ id }) => id === "r-1");
  for (const states of [first.snapshot(), new Map<string, unknown>()]) {
    const monitor = start({ limits, rules: judge(2), states, open });
    expect(monitor.observe([at(2, { power_kw: 50, oil_bar: 0.5 })])).toEqual([]);
    expect(kinds(monitor.observe([at(3, { power_kw: 50, oil_bar: 2 })]))).toEqual(["cleared"]);
  }
});

test("an alarm that was resolved while nobody judged is over, and opens anew where it is still so", () => {
  const first = start({ rules: judge() });
  first.observe([at(0, { oil_bar: 0.5 })]);
  const monitor = start({ rules: judge(2), states: first.snapshot(), open: [] });
  expect(opened(monitor.observe([at(1, { oil_bar: 0.5 })])).map(({ id }) => id)).toEqual(["r-2"]);
});

test("resolved by hand or called false it is judged anew, and nothing that was learned is widened", () => {
  const monitor = start({ rules: judge() });
  monitor.observe([at(0, { oil_bar: 0.5 })]);
  monitor.forget("r-1");
  expect(opened(monitor.observe([at(1, { oil_bar: 0.5 })])).map(({ id }) => id)).toEqual(["r-2"]);
  expect(monitor.falseAlarm({ id: "r-2", machine_id: "p1" }, 2000)).toEqual([]);
  expect(opened(monitor.observe([at(2, { oil_bar: 0.5 })])).map(({ id }) => id)).toEqual(["r-3"]);
});

test("what is of the past opens, clears and counts nothing", () => {
  const monitor = start({ rules: judge() });
  const arrived_at = 10_000 * SECOND_MS;
  expect(monitor.observe([at(0, { oil_bar: 0.5 }, { arrived_at })])).toEqual([]);
  expect(opened(monitor.observe([at(1, { oil_bar: 0.5 })]))).toHaveLength(1);
  expect(monitor.observe([at(2, { oil_bar: 2 }, { arrived_at })])).toEqual([]);
});

test("a value that is not good is no data", () => {
  const monitor = start({ rules: judge() });
  monitor.observe([at(0, { oil_bar: 0.5 })]);
  const marked = { oil_bar: { quality: "bad", sent: "n/a" } } as const;
  expect(monitor.observe([at(1, {}, { marked })])).toEqual([]);
  expect(kinds(monitor.observe([at(2, { oil_bar: 2 })]))).toEqual(["cleared"]);
});
