import { expect, test } from "bun:test";
import { createMonitor } from "../../../src/detection/monitor/monitor";

const reading = (machine_id: string, at: number) => ({
  machine_id,
  at,
  metrics: { power_kw: 50 },
  mode: null,
});

test("a snapshot holds each machine once after it was touched, of those that are asked for or of all", () => {
  const monitor = createMonitor({ machine: () => undefined, open: [], states: new Map(), newId: () => "a1" });
  monitor.observe([reading("a", 1), reading("b", 1), reading("c", 1)]);
  expect([...monitor.snapshot(["b", "unknown"]).keys()]).toEqual(["b"]);
  expect([...monitor.snapshot(["b"]).keys()]).toEqual([]);
  monitor.observe([reading("b", 2)]);
  expect([...monitor.snapshot().keys()].toSorted()).toEqual(["a", "b", "c"]);
  expect(monitor.snapshot().size).toBe(0);
});
