import { expect, test } from "bun:test";
import { createMonitor, type MonitorOptions } from "../../../src/detection/monitor/monitor";
import type { MachineState } from "../../../src/detection/monitor/state/machine_state";
import type { Machine } from "../../../src/domain/machine/machine";
import type { Reading } from "../../../src/domain/machine/reading";
import { HOUR_MS, SECOND_MS } from "../../../src/domain/time_units";
import { opened } from "./readings";

const EVERY_MS = 10 * SECOND_MS;
const AN_HOUR = HOUR_MS / EVERY_MS;

type Values = (i: number) => Record<string, number>;

const press = (from: number, to: number, values: Values): Reading[] =>
  Array.from({ length: to - from }, (_, index) => ({
    machine_id: "m",
    at: (from + index) * EVERY_MS,
    mode: null,
    metrics: values(from + index),
  }));

function start(more: Partial<MonitorOptions> = {}) {
  let made = 0;
  return createMonitor({
    machine: () => ({ id: "m", name: "Press-1" }) as Machine,
    open: [],
    states: new Map(),
    newId: () => `alarm-${++made}`,
    ...more,
  });
}

const gauges: Values = (i) => ({
  power_kw: 50 + 2 * Math.sin(i * 1.7),
  oil_temp_c: 60 + Math.cos(i * 2.3),
  pressure_bar: 7 + Math.sin(i * 0.9) / 5,
});
const stateOf = (monitor: ReturnType<typeof start>) => monitor.snapshot().get("m") as MachineState;

test.each(["good_parts", "strokes", "ausschuss", "flow_sum_m3"])(
  "%s that counts raises no alarm once it is known to, and the others keep their bands",
  (metric) => {
    const monitor = start();
    monitor.observe(press(0, AN_HOUR + 2, (i) => ({ ...gauges(i), [metric]: 3 * i })));
    for (const id of ["alarm-1", "alarm-2"]) monitor.forget(id);
    expect(monitor.band("m", metric)).toBeUndefined();
    const later = press(AN_HOUR + 2, 5 * AN_HOUR, (i) => ({ ...gauges(i), [metric]: 3 * i }));
    expect(opened(monitor.observe(later))).toEqual([]);
    expect(monitor.band("m", "power_kw")).toBeDefined();
    const hot = press(5 * AN_HOUR, 5 * AN_HOUR + 60, (i) => ({
      ...gauges(i),
      oil_temp_c: 90,
      [metric]: 3 * i,
    }));
    expect(opened(monitor.observe(hot))).toMatchObject([{ metric: "oil_temp_c" }]);
  },
);

test("an alarm on a band that a counter has left clears by its further values", () => {
  const monitor = start();
  const strokes = (from: number, to: number) => press(from, to, (i) => ({ strokes: i * i }));
  const before = monitor.observe(strokes(0, AN_HOUR));
  expect(opened(before)).toMatchObject([{ metric: "strokes" }]);
  expect(before.map(({ kind }) => kind)).not.toContain("cleared");
  const after = monitor.observe(strokes(AN_HOUR, AN_HOUR + 30));
  expect(after).toMatchObject([{ kind: "cleared", anomaly_id: "alarm-1" }]);
  monitor.observe(strokes(AN_HOUR + 30, AN_HOUR + 32));
  expect(stateOf(monitor)).toMatchObject({ kinds: { strokes: "counter" }, episode: null, series: {} });
});

test("it does not clear by readings without a value of its own", () => {
  const monitor = start();
  monitor.observe(press(0, AN_HOUR + 1, (i) => ({ strokes: i * i })));
  const others = press(AN_HOUR + 1, 2 * AN_HOUR, (i) => ({ power_kw: gauges(i).power_kw! }));
  expect(monitor.observe(others).map(({ kind }) => kind)).not.toContain("cleared");
});

test("what was set goes before what a series does, and holds again once it is taken back", () => {
  let kind: "gauge" | "counter" | undefined = "counter";
  const monitor = start({ kind: (_, metric) => (metric === "load" ? kind : undefined) });
  const load = (from: number, to: number) => press(from, to, (i) => ({ load: 20 + 3 * Math.sin(i * 1.3) }));
  monitor.observe(load(0, 300));
  expect(stateOf(monitor)).toMatchObject({ kinds: { load: "counter" }, series: {} });
  kind = undefined;
  monitor.observe(load(300, 600));
  expect(monitor.band("m", "load")).toBeDefined();
  expect(monitor.snapshot().get("m")).not.toHaveProperty("kinds");
});

test("a correction by hand makes no gauge of a counter, ups and downs do", () => {
  const monitor = start();
  monitor.observe(press(0, AN_HOUR + 2, (i) => ({ parts: i })));
  monitor.observe(press(AN_HOUR + 2, AN_HOUR + 200, (i) => ({ parts: i - 20 })));
  expect(stateOf(monitor).kinds).toEqual({ parts: "counter" });
  monitor.observe(press(AN_HOUR + 200, AN_HOUR + 300, (i) => ({ parts: 500 + 9 * Math.sin(i) })));
  expect(stateOf(monitor).kinds).toBeUndefined();
});

test("what is remembered outlives a restart, and a state of before begins to remember", () => {
  const parts = (from: number, to: number) => press(from, to, (i) => ({ ...gauges(i), parts: i }));
  const first = start();
  first.observe(parts(0, AN_HOUR / 2));
  const saved = JSON.parse(JSON.stringify(stateOf(first))) as MachineState;
  const second = start({ states: new Map([["m", saved]]) });
  second.observe(parts(AN_HOUR / 2, AN_HOUR + 2));
  expect(stateOf(second).kinds).toEqual({ parts: "counter" });

  for (const value of Object.values(saved.values)) delete value.memory;
  const third = start({ states: new Map([["m", saved]]) });
  third.observe(parts(AN_HOUR / 2, AN_HOUR + 2));
  expect(stateOf(third).kinds).toBeUndefined();
  third.observe(parts(AN_HOUR + 2, 2 * AN_HOUR));
  expect(stateOf(third).kinds).toEqual({ parts: "counter" });
});

test("the one gauge that is left of those learned together goes on as it was learned", () => {
  const monitor = start();
  const two = (from: number, to: number, power = 0) =>
    press(from, to, (i) => ({ power_kw: gauges(i).power_kw! + power, parts: i }));
  monitor.observe(two(0, AN_HOUR + 2));
  monitor.forget("alarm-1");
  expect(monitor.band("m", "power_kw")).toBeDefined();
  expect(opened(monitor.observe(two(AN_HOUR + 2, 2 * AN_HOUR)))).toEqual([]);
  expect(Object.keys(stateOf(monitor).series)).toEqual([""]);
  expect(opened(monitor.observe(two(2 * AN_HOUR, 2 * AN_HOUR + 30, 40)))).toMatchObject([
    { metric: "power_kw" },
  ]);
});

test("past that is learned in retrospect tells the kind as well", () => {
  const monitor = start();
  monitor.learn(press(0, 2 * AN_HOUR, (i) => ({ ...gauges(i), parts: i })));
  expect(monitor.band("m", "power_kw")).toBeDefined();
  expect(monitor.band("m", "parts")).toBeUndefined();
});
