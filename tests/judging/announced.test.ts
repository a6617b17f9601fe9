import { expect, test } from "bun:test";
import type { MetricUpdated } from "../../src/domain/event";
import { createAnnounced } from "../../src/judging/announced";

const value = (machine_id: string | null, more: Partial<MetricUpdated> = {}): MetricUpdated => ({
  event_type: "metric_updated",
  machine_id,
  metric: "power_kw",
  value: 1,
  timestamp: "2026-03-02T08:00:00Z",
  ...more,
});

test("learning and simulation are those of each machine's newest value", () => {
  const { onValue, learned, simulated } = createAnnounced();
  expect([learned("a"), simulated()]).toEqual([1, false]);
  onValue(value("a", { learned: 0.4, simulated: true }));
  onValue(value("b", { learned: 0.6, simulated: false }));
  expect([learned("a"), learned("b"), simulated()]).toEqual([0.4, 0.6, true]);
  onValue(value("a", { learned: 0.5 }));
  expect([learned("a"), simulated()]).toEqual([0.5, false]);
});

test("a value of no machine says nothing", () => {
  const { onValue, simulated } = createAnnounced();
  onValue(value(null, { simulated: true }));
  expect(simulated()).toBe(false);
});
