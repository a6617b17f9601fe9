import { expect, test } from "bun:test";
import { freshMonitor } from "../fresh_monitor";
import type { MachineState } from "../../../src/detection/monitor/state/machine_state";
import type { Reading } from "../../../src/domain/machine/reading";

const SECOND = 1000;
const START = Date.UTC(2026, 0, 5);
const LAG = 2_500;

const usual = (i: number) => ({
  power_kw: 50 + Math.sin(i * 1.7),
  machine_temp_c: 60 + Math.cos(i * 2.3),
  vibration_mm_s: 3 + Math.sin(i * 0.9) / 5,
});
const reading = (at: number, metrics: Record<string, number>): Reading => ({
  machine_id: "m",
  at: START + at,
  metrics,
  mode: null,
});

/** One metric a message, the vibration some seconds behind the others. */
function apart(from: number, to: number, power = 0): Reading[] {
  const sent = Array.from({ length: to - from }, (_, n) => n + from).flatMap((i) => {
    const { vibration_mm_s, ...others } = usual(i);
    others.power_kw += power;
    return [
      ...Object.entries(others).map(([metric, value]) => ({
        at: i * SECOND,
        metric,
        value,
        due: i * SECOND,
      })),
      { at: i * SECOND, metric: "vibration_mm_s", value: vibration_mm_s, due: i * SECOND + LAG },
    ];
  });
  return sent
    .toSorted((a, b) => a.due - b.due)
    .map(({ at, metric, value }) => reading(at, { [metric]: value }));
}

/** A monitor that has learned the machine with all metrics in each reading. */
function learned() {
  const monitor = freshMonitor();
  monitor.observe(Array.from({ length: 600 }, (_, i) => reading(i * SECOND, usual(i))));
  return monitor;
}

test("a machine that was learned with all metrics together is judged so when it sends one a message", () => {
  const monitor = learned();
  expect(monitor.observe(apart(600, 1_200))).toEqual([]);
  const [opened, ...others] = monitor.observe(apart(1_200, 1_230, 30));
  expect(opened).toMatchObject({ kind: "opened", alarm: { metric: "power_kw", detection_method: "mewma" } });
  expect(others.filter(({ kind }) => kind === "opened")).toEqual([]);
  const state = monitor.snapshot().get("m") as MachineState;
  expect(Object.keys(state.series)).toEqual([""]);
});

test("a metric that comes no more is left out, and the others are judged without it", () => {
  const monitor = learned();
  const withoutVibration = (readings: Reading[]) =>
    readings.filter(({ metrics }) => !("vibration_mm_s" in metrics));
  expect(monitor.observe(withoutVibration(apart(600, 900)))).toEqual([]);
  expect(monitor.observe(withoutVibration(apart(900, 930, 30)))[0]).toMatchObject({ kind: "opened" });
});

test("a metric that was never learned with the others is a series of its own", () => {
  const monitor = learned();
  monitor.observe([reading(601 * SECOND, { level_percent: 40 })]);
  const state = monitor.snapshot().get("m") as MachineState;
  expect(Object.keys(state.series)).toEqual(["", "level_percent"]);
});

/** A machine of two shifts, whose speed sets the operating point; its mode comes with the power only. */
function inShifts(i: number) {
  const busy = Math.floor(i / 600) % 2 === 0 ? 1 : 0.5;
  return { speed_percent: 80 * busy + Math.sin(i) / 5, power_kw: 50 * busy + Math.sin(i * 1.7), bar: 7 };
}

const shiftsApart = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => n + from).flatMap((i) =>
    Object.entries(inShifts(i)).map(([metric, value]) => ({
      ...reading(i * SECOND, { [metric]: value }),
      mode: metric === "power_kw" ? "running" : null,
    })),
  );

test("the driver that comes alone sets the operating point, and is not judged by itself", () => {
  const monitor = freshMonitor();
  const together = (i: number) => ({ ...reading(i * SECOND, inShifts(i)), mode: "running" });
  monitor.learn(Array.from({ length: 3_000 }, (_, i) => together(i)));
  expect(monitor.observe(shiftsApart(3_000, 4_500))).toEqual([]);
  const state = monitor.snapshot().get("m") as MachineState;
  expect(Object.keys(state.series)).toEqual([""]);
  for (const metric of ["power_kw", "bar"]) expect(monitor.band("m", metric)).toBeDefined();
  const { low, high } = monitor.band("m", "power_kw")!;
  expect([low > 20, high < 30]).toEqual([true, true]);
});
