import { expect, test } from "bun:test";
import type { Limits } from "../../../../src/domain/alarm/machine_limits";
import type { Machine } from "../../../../src/domain/machine/machine";
import type { Reading } from "../../../../src/domain/machine/reading";
import { MINUTE_MS, SECOND_MS } from "../../../../src/domain/time_units";
import { kinds, opened, readings, start } from "../readings";

const CREATED = 100 * MINUTE_MS;
const NEVER = { id: "p1", name: "Pump-1", type: "pump", created_at: CREATED } as Machine;
const five: Limits = { metrics: [], silent_minutes: 5 };
const begin = (limits: Limits = five, more: Parameters<typeof start>[0] = {}) =>
  start({ limits: () => limits, machine: () => NEVER, machines: () => [NEVER], ...more });

const at = (minute: number, metrics: Record<string, number>, more: Partial<Reading> = {}): Reading => ({
  machine_id: "p1",
  at: CREATED + minute * MINUTE_MS,
  mode: null,
  metrics,
  ...more,
});
const after = (minutes: number) => CREATED + minutes * MINUTE_MS;

test("a machine that was never heard is silent from its registration on", () => {
  const monitor = begin();
  expect(monitor.silences(after(4.9))).toEqual([]);
  const found = monitor.silences(after(5));
  expect(found).toMatchObject([
    {
      kind: "opened",
      alarm: {
        machine_id: "p1",
        metric: null,
        value: null,
        anomaly_type: "silence",
        cause: { kind: "silence", metric: null, allowed_minutes: 5, since: CREATED },
      },
    },
  ]);
  expect(monitor.silences(after(60))).toEqual([]);
  expect(monitor.machineOf("alarm-1")).toBe("p1");
  expect(monitor.observe([at(61, { power_kw: 1 })])).toMatchObject([{ kind: "cleared" }]);
});

test("readings of which nothing can be judged count as heard", () => {
  const monitor = begin();
  const bad = { marked: { power_kw: { quality: "bad", sent: "x" } } } as const;
  monitor.observe([at(3, { production_count: 1 }), at(6, {}, bad)]);
  expect(monitor.silences(after(9))).toEqual([]);
  expect(opened(monitor.silences(after(11)))).toHaveLength(1);
});

test("after a start it waits until the server has listened for as long, at least for 15 s", () => {
  const monitor = begin();
  expect(monitor.silences(after(60), after(56))).toEqual([]);
  expect(opened(monitor.silences(after(61), after(56)))).toHaveLength(1);
  const short = begin({ metrics: [], silent_minutes: 0.1 });
  expect(short.silences(after(60) + 14 * SECOND_MS, after(60))).toEqual([]);
  expect(opened(short.silences(after(60) + 15 * SECOND_MS, after(60)))).toHaveLength(1);
});

test("a machine heard just before a restart is missed, from what it sent last", () => {
  const first = begin();
  first.observe([at(1, { power_kw: 1 })]);
  const monitor = begin(five, { states: first.snapshot() });
  expect(opened(monitor.silences(after(10), after(2)))).toMatchObject([{ metric: "power_kw", value: 1 }]);
});

test("a silence joins the alarm that is open, once, and the alarm goes on when it ends", () => {
  const limits: Limits = {
    metrics: [{ metric: "power_kw", severity: "critical", high: 80 }],
    silent_minutes: 5,
  };
  const monitor = begin(limits);
  monitor.observe([at(0, { power_kw: 90 })]);
  expect(monitor.silences(after(6))).toMatchObject([
    {
      kind: "worsened",
      anomaly_id: "alarm-1",
      joined: true,
      at: after(6),
      cause: { kind: "silence", metric: null, allowed_minutes: 5, since: CREATED },
    },
  ]);
  expect(monitor.silences(after(7))).toEqual([]);
  // The reason of the silence goes with it, and nobody who acknowledged the alarm is called again.
  const [remaining, ...others] = monitor.observe([at(8, { power_kw: 90 })]);
  expect(others).toEqual([]);
  expect(remaining).toMatchObject({
    ...{ kind: "worsened", anomaly_id: "alarm-1", at: after(8), metric: "power_kw", severity: "critical" },
    cause: { kind: "limit", metric: "power_kw", value: 90, limit: 80 },
  });
  expect(remaining).not.toHaveProperty("joined");
  expect(kinds(monitor.silences(after(14)))).toEqual(["worsened"]);
  const good = Array.from({ length: 11 }, (_, i) => at(15 + i / 60, { power_kw: 50 }));
  expect(kinds(monitor.observe(good))).toEqual(["worsened", "cleared"]);
});

test("a stamp ahead, or the same reading again, does not hide a silence", () => {
  const monitor = begin();
  const ahead = at(4, { power_kw: 1 }, { arrived_at: after(1) });
  monitor.observe([ahead]);
  expect(opened(monitor.silences(after(6)))).toHaveLength(1);
  expect(monitor.observe([ahead])).toEqual([]);
});

test("a series whose limit names a time is missed alone, and comes back by its own values", () => {
  const limits: Limits = { metrics: [{ metric: "oil_bar", severity: "critical", silent_minutes: 2 }] };
  const monitor = begin(limits);
  monitor.observe([at(0, { oil_bar: 2, power_kw: 1 })]);
  monitor.observe([at(3, { power_kw: 1 })]);
  expect(opened(monitor.silences(after(3)))).toMatchObject([
    {
      severity: "critical",
      metric: "oil_bar",
      value: 2,
      anomaly_type: "series_silence",
      cause: { kind: "silence", metric: "oil_bar", allowed_minutes: 2, since: CREATED },
    },
  ]);
  expect(monitor.observe([at(4, { power_kw: 1 })])).toEqual([]);
  expect(monitor.silences(after(5))).toEqual([]);
  expect(kinds(monitor.observe([at(6, { oil_bar: 2 })]))).toEqual(["cleared"]);
});

test("a machine that said so is not missed offline or in maintenance, but at fault", () => {
  for (const [mode, missed] of [
    ["Offline", 0],
    ["maintenance", 0],
    ["fault", 1],
  ] as const) {
    const monitor = begin();
    monitor.observe(readings(0, 1, () => ({ mode, at: CREATED })));
    expect(monitor.silences(after(60))).toHaveLength(missed);
  }
});

test("a restart continues a silence, also where its state is lost", () => {
  const [alarm] = opened(begin().silences(after(5)));
  const monitor = begin(five, { open: [alarm!], newId: () => "another" });
  expect(monitor.silences(after(20), after(6))).toEqual([]);
  expect(kinds(monitor.observe([at(21, { power_kw: 1 })]))).toEqual(["cleared"]);
});

test("what is left of an alarm is said also where the reading that ends the silence does not show it", () => {
  const limits: Limits = {
    metrics: [
      { metric: "power_kw", severity: "critical", high: 80 },
      { metric: "oil_bar", severity: "warning", silent_minutes: 2 },
    ],
    silent_minutes: 5,
  };
  const first = begin(limits);
  const open = opened(first.observe([at(0, { power_kw: 90, oil_bar: 2 })]));
  expect(kinds(first.silences(after(3)))).toEqual(["worsened"]); // of the oil alone
  expect(first.silences(after(6))).toMatchObject([{ cause: { kind: "silence", metric: null } }]);
  const monitor = begin(limits, { open, states: first.snapshot() });
  // Another metric: the machine is back, its oil is not.
  expect(monitor.observe([at(7, { flow: 1 })])).toMatchObject([
    { kind: "worsened", cause: { kind: "silence", metric: "oil_bar" } },
  ]);
  expect(monitor.observe([at(8, { oil_bar: 2 })])).toMatchObject([
    { kind: "worsened", cause: { kind: "limit", metric: "power_kw" } },
  ]);
  expect(monitor.observe([at(9, { oil_bar: 2 })])).toEqual([]);
});
