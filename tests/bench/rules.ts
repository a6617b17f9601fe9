/**
 * `bun tests/bench/rules.ts`: 1,000 rules on 200 machines at 1 Hz, and what they add to the judging of a value.
 * Prints µs a value before and after, and µs a rule and value.
 */
import { cpuUsage } from "node:process";
import { createMonitor } from "../../src/detection/monitor/monitor";
import { type Rule, ruleInput } from "../../src/domain/alarm/rule";
import { type Machine, MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";
import { areaTree } from "../../src/domain/site/areas";
import { siteOf, usualSite } from "../../src/domain/site/settings";
import { createRuleJudge, type RuleJudge } from "../../src/rules/judge";
import { checkRule, type RuleSet } from "../../src/rules/rule_set";

const MACHINES = 200;
const RULES = 1_000;
const SECONDS = 120;
const WARM_UP_SECONDS = 120;
const AT = Date.UTC(2026, 0, 5);

const machines = Array.from({ length: MACHINES }, (_, n): Machine => ({
  ...MACHINE_DEFAULTS,
  id: `m${n}`,
  name: `Machine ${n}`,
  data_interval_seconds: 1,
  created_at: AT,
  updated_at: AT,
}));
const byId = new Map(machines.map((machine) => [machine.id, machine]));

/** Five rules a machine: forms, expressions of two metrics, windows. */
const SOURCES = [
  "power_kw > 70",
  "power_kw > 60 && temp_c < 10",
  'avg(power_kw, "5m") > 70 && max(temp_c, "1m") > 50',
  'stddev(power_kw, "2m") > 30',
];
function rulesOf(id: string): Rule[] {
  const conditions = [
    { kind: "form", metric: "temp_c", comparison: "above", limit: 80, clears_at: 70 },
    ...SOURCES.map((expression) => ({ kind: "expression", expression })),
  ];
  return conditions.map((condition, n) => ({
    ...ruleInput.parse({
      name: `${id} ${n}`,
      scope: { kind: "machines", ids: [id] },
      condition,
      for_seconds: 30,
    }),
    id: `${id}-${n}`,
    revision: 1,
    created_at: AT,
    updated_at: AT,
  }));
}

const rules = machines.flatMap(({ id }) => rulesOf(id)).slice(0, RULES);
const set: RuleSet = { version: 1, rules: rules.map((rule) => checkRule(rule)) };
const tree = areaTree([]);
const { shifts } = siteOf(usualSite("UTC"), "UTC");
const judge: RuleJudge = createRuleJudge({
  rules: () => set,
  machine: (id) => byId.get(id),
  areas: () => tree,
  calendar: () => ({ timezone: "UTC", shifts }),
  newId: () => Bun.randomUUIDv7(),
});

function readings(second: number): Reading[] {
  return machines.map(({ id }, n) => ({
    machine_id: id,
    at: AT + second * 1000,
    mode: null,
    metrics: { power_kw: 50 + Math.sin(second + n), temp_c: 40 + Math.cos(second * 1.7 + n) },
  }));
}

/** Processor time of a value, µs. */
function measured(withRules: boolean): number {
  const monitor = createMonitor({
    machine: (id) => byId.get(id),
    open: [],
    states: new Map(),
    newId: () => Bun.randomUUIDv7(),
    ...(withRules ? { rules: judge } : {}),
  });
  for (let second = 0; second < WARM_UP_SECONDS; second++) monitor.observe(readings(second));
  const batches = Array.from({ length: SECONDS }, (_, second) => readings(WARM_UP_SECONDS + second));
  const before = cpuUsage();
  for (const batch of batches) monitor.observe(batch);
  const { user, system } = cpuUsage(before);
  return (user + system) / (SECONDS * MACHINES * 2);
}

const runs = [0, 1, 2].map(() => ({ before: measured(false), after: measured(true) }));
const least = (of: "before" | "after") => Math.min(...runs.map((run) => run[of]));
const [before, after] = [least("before"), least("after")];
const rulesAValue = RULES / MACHINES / 2;
console.log(`${RULES} rules on ${MACHINES} machines, ${MACHINES * 2} values a second`);
console.log(`before: ${before.toFixed(2)} µs a value; after: ${after.toFixed(2)} µs`);
console.log(`${((after - before) / rulesAValue).toFixed(2)} µs a rule and value (target: at most 5)`);
console.log(
  `at 1 Hz: ${((after * MACHINES * 2) / 10_000).toFixed(2)} % of a processor, ${((before * MACHINES * 2) / 10_000).toFixed(2)} % before`,
);
