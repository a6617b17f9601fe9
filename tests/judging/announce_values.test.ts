import { expect, test } from "bun:test";
import type { MetricUpdated } from "../../src/domain/event";
import { announcer, newestOnly } from "../../src/judging/announce_values";

const reading = (machine_id: string, at: number, metrics: Record<string, number>) => ({
  machine_id,
  at,
  metrics,
  mode: null,
});

test("of a batch the newest value of each metric of each machine is announced, at its own time", () => {
  const newest = newestOnly([
    reading("a", 1, { power_kw: 1, pressure_bar: 7 }),
    reading("b", 1, { power_kw: 5 }),
    reading("a", 2, { power_kw: 2 }),
    reading("a", 3, { power_kw: 3 }),
  ]);
  expect(newest).toEqual([
    reading("a", 1, { pressure_bar: 7 }),
    reading("b", 1, { power_kw: 5 }),
    reading("a", 3, { power_kw: 3 }),
  ]);
});

test("a value older than the newest of its series is not announced, a lagging series is", () => {
  const newest = new Map();
  newestOnly([reading("a", 10, { power_kw: 1 })], newest);
  const batch = [reading("a", 8, { power_kw: 2, temp_c: 40 }), reading("a", 10, { power_kw: 3 })];
  expect(newestOnly(batch, newest)).toEqual([reading("a", 8, { temp_c: 40 }), batch[1]!]);
});

test("a stamp ahead of our clock hides no later value, and is announced as now", () => {
  const newest = new Map();
  const ahead = { ...reading("a", 300_000, { power_kw: 40 }), arrived_at: 10_000 };
  newestOnly([ahead], newest);
  const right = reading("a", 11_000, { power_kw: 200 });
  expect(newestOnly([right], newest)).toEqual([right]);
  const values: MetricUpdated[] = [];
  const announce = announcer({
    values: { enqueue: (value) => values.push(value) },
    monitor: { band: () => undefined, learned: () => 1 },
    simulated: () => [],
  });
  announce([ahead]);
  expect(values[0]?.timestamp).toBe("1970-01-01T00:00:10.000Z");
});

test("every value says how much is learned, whether it is simulated, and its band once there is one", () => {
  const values: MetricUpdated[] = [];
  const announce = announcer({
    values: { enqueue: (value) => values.push(value) },
    monitor: {
      band: (_, metric) => (metric === "power_kw" ? { low: 0, high: 2 } : undefined),
      learned: (machineId) => (machineId === "a" ? 0.4 : 1),
    },
    simulated: () => ["b"],
  });
  announce([reading("a", 1, { power_kw: 1 }), reading("b", 1, { temp_c: 5 })]);
  const timestamp = "1970-01-01T00:00:00.001Z";
  const common = { event_type: "metric_updated", timestamp, mode: null } as const;
  const power = { machine_id: "a", metric: "power_kw", value: 1, unit: "kW", low: 0, high: 2 };
  const temperature = { machine_id: "b", metric: "temp_c", value: 5, unit: "°C" };
  expect(values).toEqual([
    { ...common, ...power, simulated: false, learned: 0.4 },
    { ...common, ...temperature, simulated: true, learned: 1 },
  ]);
});
