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
    monitor: { band: () => undefined, learned: () => 1, newest: () => ({}) },
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
      newest: () => ({}),
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

test("of a lagging series the newest stamp is the newest value, of one instant the one stored last", () => {
  const newest = newestOnly([
    reading("a", 5, { power_kw: 1 }),
    reading("a", 5, { power_kw: 3 }),
    reading("a", 3, { power_kw: 2, oil: 7 }),
    { ...reading("a", 9, { flow: 1 }), arrived_at: 4 },
    reading("a", 4, { flow: 2 }),
  ]);
  expect(newest).toEqual([
    reading("a", 5, { power_kw: 3 }),
    reading("a", 3, { oil: 7 }),
    reading("a", 4, { flow: 2 }),
  ]);
});

test("a value that is not good is announced without one, and since when its series has had no good one", () => {
  const values: MetricUpdated[] = [];
  const announce = announcer({
    values: { enqueue: (value) => values.push(value) },
    monitor: { band: () => undefined, learned: () => 1, newest: () => ({}) },
    simulated: () => [],
  });
  const bad = (at: number) => ({
    ...reading("a", at, {}),
    marked: { flow: { quality: "bad", sent: "Bad" } as const },
  });
  announce([bad(1000), reading("a", 1000, { power_kw: 1 })]);
  announce([bad(2000)]);
  announce([reading("a", 3000, { flow: 5 })]);
  announce([bad(4000)]);
  const flow = values.filter(({ metric }) => metric === "flow");
  expect(flow.map(({ value, quality, sent }) => [value, quality, sent])).toEqual([
    [null, "bad", "Bad"],
    [null, "bad", "Bad"],
    [5, undefined, undefined],
    [null, "bad", "Bad"],
  ]);
  const since = (second: number) => `1970-01-01T00:00:0${second}.000Z`;
  expect(flow.map((value) => value.since)).toEqual([since(1), since(1), undefined, since(4)]);
});

test("a value outside its band says since when, as the monitor has it, and a bad one since when before a start", () => {
  const values: MetricUpdated[] = [];
  const announce = announcer({
    values: { enqueue: (value) => values.push(value) },
    monitor: {
      band: (_, metric) => ({ low: 0, high: 2, ...(metric === "power_kw" ? { outsideSince: 4000 } : {}) }),
      learned: () => 1,
      newest: () => ({ flow: { at: 1000, value: 1, bad_since: 2000, bad_at: 8000 } }),
    },
    simulated: () => [],
  });
  announce([
    {
      ...reading("a", 9000, { power_kw: 9, temp_c: 9 }),
      marked: { flow: { quality: "bad", sent: "x" }, oil: { quality: "bad", sent: "x" } },
    },
  ]);
  expect(values.map(({ metric, outside_since, since }) => [metric, outside_since, since])).toEqual([
    ["power_kw", "1970-01-01T00:00:04.000Z", undefined],
    ["temp_c", undefined, undefined],
    ["flow", undefined, "1970-01-01T00:00:02.000Z"],
    ["oil", undefined, "1970-01-01T00:00:09.000Z"],
  ]);
});
