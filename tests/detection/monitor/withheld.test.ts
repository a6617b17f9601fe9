import { expect, test } from "bun:test";
import type { Monitor } from "../../../src/detection/monitor/monitor";
import type { Settings } from "../../../src/detection/monitor/settings";
import type { Machine } from "../../../src/domain/machine/machine";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";
import { kinds, leak, readings, start } from "./readings";

/** Everything is kept only from an instant on, and before another. */
const between = (from: number, to: number, isMissed = true): NonNullable<Settings["withheld"]> => ({
  isLearned: (_, __, at) => at < from || at >= to,
  isMissed: (_, __, at) => isMissed || at < from || at >= to,
});

test("nothing is learned of a machine in maintenance, not even what it begins with", () => {
  const monitor = start({ withheld: between(40 * SECOND_MS, 60 * SECOND_MS) });
  monitor.observe(readings(0, 60));
  expect(monitor.learned("p1")).toBe(0.4);
  monitor.observe(readings(60, 500));
  expect(monitor.learned("p1")).toBe(1);
});

type Learned = { series: { "": { candidate: unknown; detector: { state: object } } } };
/** What the series has learned, as normal and apart. */
function learnedBy(monitor: Monitor): string {
  const { candidate, detector } = (monitor.snapshot().get("p1") as Learned).series[""];
  const { points, ...kept } = detector.state as {
    points: object;
    count: number;
    rows: unknown[];
    covariance: unknown;
  };
  // A point that was only looked at has no readings.
  const learned = Object.values(points).filter(({ count }: { count: number }) => count > 0);
  return JSON.stringify([candidate, learned, kept.count, kept.rows.length, kept.covariance]);
}

test("what a machine does in maintenance is learned neither as normal nor as a new normal", () => {
  const all = [...readings(0, 500), ...readings(500, 600, () => ({ mode: "idle" }))];
  const beforeAndAfter = (withheld?: Settings["withheld"]) => {
    const monitor = start({ withheld });
    monitor.observe(all.slice(0, 300));
    const before = learnedBy(monitor);
    monitor.observe(all.slice(300));
    return [before, learnedBy(monitor)];
  };
  const [before, after] = beforeAndAfter(between(300 * SECOND_MS, Infinity));
  expect(after).toBe(before);
  const [was, is] = beforeAndAfter(); // the guard: it is learned otherwise
  expect(is).not.toBe(was!);
});

test("a machine in maintenance is watched all the same: its alarm opens and clears", () => {
  const monitor = start({ withheld: between(500 * SECOND_MS, Infinity) });
  monitor.observe(readings(0, 500));
  expect(kinds(monitor.observe(readings(500, 560, leak)))).toContain("opened");
  expect(kinds(monitor.observe(readings(560, 620)))).toContain("cleared");
});

test("silence is no news in maintenance, and is at its end", () => {
  const machine = { id: "p1", name: "Pump-1", type: "pump", created_at: 0 } as Machine;
  const monitor = start({
    machine: () => machine,
    machines: () => [machine],
    limits: () => ({ metrics: [], silent_minutes: 5 }),
    withheld: between(0, 60 * MINUTE_MS, false),
  });
  expect(monitor.silences(30 * MINUTE_MS)).toEqual([]);
  expect(kinds(monitor.silences(60 * MINUTE_MS))).toEqual(["opened"]);
});
