import { expect, test } from "bun:test";
import type { Detector, Training } from "../../src/detection/detector";
import { createMonitor, type MonitorOptions } from "../../src/detection/monitor/monitor";
import { DETECTORS, METHODS, newSelected, observe } from "../../src/detection/select_detector";
import type { Finding } from "../../src/domain/alarm/alarm";
import { MINUTE_MS, SECOND_MS } from "../../src/domain/time_units";

type Toy = { seen: number; learned: number; widened: number };

/** A detector that this file alone knows: any value over 100 is critical, at once. */
const toy: Detector<Toy, number> = {
  method: "toy",
  adapts: true,
  begin: (training) => ({ seen: training?.rows.length ?? 0, learned: 0, widened: 0 }),
  suits: ({ metrics }, isWanted) => isWanted && metrics.includes("level_mm"),
  observe(state, { metrics }) {
    state.seen++;
    return { score: metrics.level_mm! > 100 ? 2 : 0, onDelay: 1, observation: metrics.level_mm! };
  },
  learn: (state, _, __, { candidate }) => {
    if (!candidate) state.learned++;
  },
  accept: () => {},
  widen: (state) => void state.widened++,
  reset: () => {},
  expected: (_, __, metric) => (metric === "level_mm" ? { mean: 50, sd: 25 } : undefined),
  explain: (_, value) => [
    { metric: "level_mm", value, expected_value: 50, deviation_percent: null, deviation_sd: 2, share: 1 },
  ],
  progress: () => 1,
};

const detectors = [...DETECTORS, toy];

function start(more: Partial<MonitorOptions> = {}) {
  return createMonitor({ machine: () => undefined, open: [], states: new Map(), newId: () => "a1", ...more });
}

/** Two metrics a second apart, so that only a detector that is asked for takes over. */
function levels(from: number, to: number, level_mm = 50) {
  return Array.from({ length: to - from }, (_, i) => ({
    machine_id: "tank",
    at: (from + i) * SECOND_MS,
    mode: null,
    metrics: { level_mm: level_mm + (i % 7) / 10, inflow_l_s: 3 + (i % 5) / 10 },
  }));
}

const methods = (findings: Finding[]) =>
  findings.flatMap((f) => (f.kind === "opened" ? [f.alarm.detection_method] : []));

test("a detector that only the list names is selected, observed, saved and restored", () => {
  const monitor = start({ detectors, method: "toy" });
  expect(monitor.observe(levels(0, 150))).toEqual([]);
  expect(monitor.band("tank", "level_mm")).toEqual({ low: 0, high: 100 });
  expect(methods(monitor.observe(levels(150, 151, 120)))).toEqual(["toy"]);
  monitor.falseAlarm({ id: "one that is over", machine_id: "tank" }, 0);
  const saved = JSON.parse(JSON.stringify([...monitor.snapshot()])) as [string, unknown][];
  const state = { seen: 151, learned: 51, widened: 1 };
  expect(saved[0]![1]).toMatchObject({ series: { "": { detector: { method: "toy", state } } } });
  const next = start({ detectors, method: "toy", states: new Map(saved) });
  expect(methods(next.observe(levels(151, 152, 120)))).toEqual(["toy"]);
});

test("without being asked for, a detector takes over only what suits it", () => {
  const monitor = start({ detectors });
  monitor.observe(levels(0, 150));
  expect(methods(monitor.observe(levels(150, 170, 120)))).toEqual(["mewma"]);
});

test("a series whose detector has left the list is learned anew", () => {
  const monitor = start({ detectors, method: "toy" });
  monitor.observe(levels(0, 150));
  const next = start({ states: monitor.snapshot() });
  expect(next.learned("tank")).toBe(0);
  next.observe(levels(150, 200));
  expect(next.learned("tank")).toBe(0.5);
});

test("a detector that adapts learns nothing under its alarm, which good values end, not time", () => {
  const monitor = start({ detectors, method: "toy" });
  monitor.observe(levels(0, 150));
  monitor.observe(levels(150, 160, 120));
  const hours = (from: number, to: number, level: number) =>
    levels(from, to, level).map((reading, i) => ({ ...reading, at: (from + i) * MINUTE_MS }));
  expect(monitor.observe(hours(10, 480, 120))).toEqual([]);
  const kinds = (findings: Finding[]) => findings.map(({ kind }) => kind);
  const learned = () => /"learned":(\d+)/.exec(JSON.stringify([...monitor.snapshot()]))?.[1];
  const before = learned();
  expect(kinds(monitor.observe(hours(480, 600, 120)))).toEqual(["worsened"]);
  expect(learned()).toBe(before);
  expect(kinds(monitor.observe(hours(600, 620, 50)))).toEqual(["cleared"]);
});

const training = (more: Partial<Training>): Training => ({
  isOver: false,
  metrics: ["visitors"],
  spacingMs: 5 * MINUTE_MS,
  rows: [],
  ...more,
});

test("the hour of other days is for a metric that comes alone and seldom, or alone and asked for", () => {
  const hourly = DETECTORS.find(({ method }) => method === "hour_residual")!;
  expect(hourly.suits!(training({}), false)).toBe(true);
  expect(hourly.suits!(training({ spacingMs: SECOND_MS }), false)).toBe(false);
  expect(hourly.suits!(training({ spacingMs: SECOND_MS }), true)).toBe(true);
  expect(hourly.suits!(training({ metrics: ["visitors", "doors"] }), true)).toBe(false);
});

test("every detector has a name of its own, and the first one learns what begins", () => {
  expect(new Set(METHODS).size).toBe(DETECTORS.length);
  expect(newSelected(DETECTORS).method).toBe(METHODS[0]!);
  expect(() => newSelected([])).toThrow("Cannot begin a series without a detector");
  const unknown = { method: "gone", state: {} };
  const row = { at: 0, mode: null, metrics: {} };
  expect(() => observe(unknown, row, { learning: 100, detectors })).toThrow('"gone": it is not in the list');
});
