import { expect, test } from "bun:test";
import { collectDefaultMetrics, Registry } from "prom-client";
import { read } from "./documents";

const RULES = "deploy/prometheus/andon.rules.yml";
const DASHBOARD = "deploy/grafana/andon.json";

type Rule = {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: Record<string, string>;
};
type Panel = { title: string; description: string; targets: { expr: string }[] };

const rules = (
  Bun.YAML.parse(await Bun.file(RULES).text()) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const { panels } = (await Bun.file(DASHBOARD).json()) as { panels: Panel[] };

test("every metric that operations, alert rules and dashboard name is one that a server serves", async () => {
  const served = await servedMetrics();
  expect(served).toContain("andon_bus_up"); // the guard: they are served
  for (const path of ["docs/operations.md", RULES, DASHBOARD]) {
    const named = (await read(path)).text.match(/\b(?:andon|process|nodejs)_[a-z0-9_]+\b/g) ?? [];
    expect(named.length).toBeGreaterThan(10);
    expect([path, ...new Set(named.filter((name) => !served.includes(name)))]).toEqual([path]);
  }
});

test("docs/operations.md explains every metric of Andon's own", async () => {
  const { text } = await read("docs/operations.md");
  const own = (await servedMetrics()).filter((name) => name.startsWith("andon_"));
  expect(own.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("every alert rule says what is wrong and what to do", () => {
  expect(rules.length).toBeGreaterThan(8);
  for (const { alert, expr, labels, annotations } of rules) {
    expect(alert).toMatch(/^Andon[A-Z]/);
    expect(expr).not.toBe("");
    expect(["warning", "critical"]).toContain(labels.severity);
    expect(Object.keys(annotations)).toEqual(["summary", "action"]);
  }
});

test("every panel of the dashboard has a title, a sentence and a question", () => {
  expect(panels.length).toBeGreaterThan(8);
  for (const { title, description, targets } of panels)
    expect([title, description, targets.every(({ expr }) => expr !== "")]).toEqual([
      expect.any(String),
      expect.stringMatching(/./),
      true,
    ]);
});

/** The names that `/metrics` answers with: Andon's own, and those that its library takes of the process. */
async function servedMetrics(): Promise<string[]> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const ofProcess = registry.getMetricsAsArray().map(({ name }) => name);
  const source = await Bun.file("src/http/api/metrics.ts").text();
  return [...ofProcess, ...[...source.matchAll(/^ {2}(andon_\w+):/gm)].map(([, name = ""]) => name)];
}
