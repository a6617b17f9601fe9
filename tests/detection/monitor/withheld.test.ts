import { expect, test } from "bun:test";
import type { Settings } from "../../../src/detection/monitor/settings";
import type { Machine } from "../../../src/domain/machine/machine";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";
import { kinds, leak, readings, slow, start } from "./readings";

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

test("what a machine does in maintenance does not move its normal, and without it would", () => {
  const high = (withheld?: Settings["withheld"]) => {
    const monitor = start({ withheld });
    monitor.observe(slow(0, 600, 50));
    // A little above, which is learned as it comes.
    monitor.observe(slow(600, 1800, 50.8));
    return monitor.band("p1", "power_kw")?.high ?? 0;
  };
  const before = start();
  before.observe(slow(0, 600, 50));
  const was = before.band("p1", "power_kw")?.high ?? 0;
  expect(high(between(6000 * SECOND_MS, Infinity))).toBe(was);
  expect(high()).not.toBe(was); // the guard: it is learned otherwise
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
