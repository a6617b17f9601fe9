import { expect, test } from "bun:test";
import type { Limit } from "../../../../src/domain/alarm/machine_limits";
import type { Reading } from "../../../../src/domain/machine/reading";
import { MINUTE_MS, SECOND_MS } from "../../../../src/domain/time_units";
import { kinds, opened, readings, start } from "../readings";

const at = (second: number, mode: string | null, metrics: Record<string, number> = {}): Reading => ({
  machine_id: "p1",
  at: second * SECOND_MS,
  mode,
  metrics,
});

test.each(["fault", "FAULT", "Offline", "maintenance", "running", null])(
  "a value over a limit is an alarm in mode %p",
  (mode) => {
    const limit: Limit = { metric: "temp_c", severity: "critical", high: 80 };
    const found = start({ limits: () => ({ metrics: [limit] }) }).observe([at(0, mode, { temp_c: 200 })]);
    expect(opened(found)).toHaveLength(1);
  },
);

test("a machine that says that it is at fault is a critical alarm, in any case, until it says otherwise", () => {
  const monitor = start();
  const [alarm] = opened(monitor.observe([at(0, "Fault")]));
  expect(alarm).toMatchObject({
    severity: "critical",
    anomaly_type: "machine_fault",
    detection_method: "mode",
    metric: null,
    value: null,
    cause: { kind: "fault", mode: "fault", since: 0 },
  });
  const without = Array.from({ length: 1000 }, (_, i) => at(1 + i, null, { power_kw: 10 }));
  expect(monitor.observe([...without, at(2000, "FAULT")])).toEqual([]);
  expect(monitor.observe([at(2001, "running")])).toMatchObject([
    { kind: "cleared", anomaly_id: alarm!.id, at: 2001 * SECOND_MS },
  ]);
});

test("a fault hides no value that is over its limit", () => {
  const limit: Limit = { metric: "temp_c", severity: "critical", high: 80 };
  const monitor = start({ limits: () => ({ metrics: [limit] }) });
  const found = monitor.observe([0, 1, 2].map((second) => at(second, "fault", { temp_c: 200 })));
  expect(found).toMatchObject([
    { kind: "opened" },
    { kind: "worsened", joined: true, metric: "temp_c", value: 200, contributors: [{ metric: "temp_c" }] },
  ]);
});

test("a fault that comes and goes is one alarm until it stays away for ten minutes", () => {
  const monitor = start();
  monitor.observe([at(0, "fault"), at(1, "running")]);
  const flapping = Array.from({ length: 50 }, (_, i) => at(2 + i, i % 2 ? "running" : "fault"));
  expect(kinds(monitor.observe(flapping)).filter((kind) => kind !== "worsened")).toEqual(["opened"]);
  expect(monitor.observe([at(600, null, { power_kw: 1 })])).toEqual([]);
  expect(kinds(monitor.observe([at(51 + 600, null, { power_kw: 2 })]))).toEqual(["cleared"]);
});

test("a fault joins the alarm that is open", () => {
  const limit: Limit = { metric: "temp_c", severity: "warning", high: 80 };
  const monitor = start({ limits: () => ({ metrics: [limit] }) });
  monitor.observe([at(0, "running", { temp_c: 95 })]);
  expect(monitor.observe([at(1, "fault", { temp_c: 95 }), at(2, "fault", { temp_c: 95 })])).toMatchObject([
    {
      ...{ kind: "worsened", joined: true, severity: "critical", cause: { kind: "fault", mode: "fault" } },
      // The limit that is broken stays what the alarm is about.
      ...{ metric: "temp_c", value: 95 },
    },
  ]);
});

test("readings without a mode after one of fault are of a machine at fault: nothing is learned of them", () => {
  const monitor = start();
  monitor.observe(readings(0, 300, () => ({ mode: null })));
  monitor.observe([at(300, "fault")]);
  const off = readings(301, 400, () => ({ mode: null, metrics: { power_kw: 0 } }));
  expect(monitor.observe(off)).toEqual([]);
});

test("a restart continues an alarm about a fault, also where its state is lost", () => {
  const [alarm] = opened(start().observe([at(0, "fault")]));
  const monitor = start({ open: [alarm!], newId: () => "another" });
  expect(monitor.observe([at(1, "fault"), at(2, null, { power_kw: 1 })])).toEqual([]);
  expect(kinds(monitor.observe([at(3, "running")]))).toEqual(["cleared"]);
});

test("in the past a fault opens nothing", () => {
  const monitor = start();
  expect(monitor.observe([{ ...at(0, "fault"), arrived_at: 60 * MINUTE_MS }])).toEqual([]);
});

test("a limit that breaks while the machine repeats that it is at fault joins, and is said", () => {
  const limit: Limit = { metric: "temp_c", severity: "critical", high: 80 };
  const monitor = start({ limits: () => ({ metrics: [limit] }) });
  monitor.observe([at(0, "fault", { temp_c: 20 }), at(1, "fault", { temp_c: 21 })]);
  const [joined] = monitor.observe([at(2, "fault", { temp_c: 200 })]);
  expect(joined).toMatchObject({ kind: "worsened", joined: true, metric: "temp_c", value: 200 });
});

test("a limit that breaks in the reading that says fault neither hides the fault nor is hidden", () => {
  const hot: Limit = { metric: "temp_c", severity: "critical", high: 80 };
  const monitor = start({ limits: () => ({ metrics: [hot] }) });
  // There may be no second message.
  const findings = monitor.observe([at(0, "fault", { temp_c: 200 })]);
  const said = findings.map((each) => (each.kind === "opened" ? each.alarm : each));
  const causes = said.map((each) => ("cause" in each ? each.cause?.kind : undefined));
  expect(new Set(causes)).toEqual(new Set(["fault", "limit"]));
  expect(monitor.observe([at(1, "fault", { temp_c: 200 })])).toEqual([]);
});

test("a limit and a fault that join an open alarm with one reading are both said", () => {
  const limits = ["temp_c", "power_kw"].map((metric): Limit => ({ metric, severity: "warning", high: 80 }));
  const monitor = start({ limits: () => ({ metrics: limits }) });
  monitor.observe([at(0, "running", { power_kw: 90 })]);
  const joined = monitor.observe([at(1, "fault", { power_kw: 90, temp_c: 200 })]);
  expect(joined).toMatchObject([
    { joined: true, metric: "temp_c" },
    { joined: true, cause: { kind: "fault" } },
  ]);
});
