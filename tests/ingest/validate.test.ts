import { expect, test } from "bun:test";
import fc from "fast-check";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { checkRow, type Row } from "../../src/ingest/row";
import { type KnownMachines, validate } from "../../src/ingest/validate";

const now = Date.UTC(2026, 2, 2, 8);
const press = { ...MACHINE_DEFAULTS, id: "c1", name: "Compressor-1", rated_power_kw: 50 };
const gate: KnownMachines = {
  now,
  machine: (name) =>
    name === "Compressor-1" ? press : name === "Old" ? { ...press, is_active: false } : undefined,
};

function sent(
  at: number,
  metrics: Record<string, unknown> = { power_kw: 1 },
  machine_id = "Compressor-1",
): Row {
  return checkRow({ machine_id, timestamp: new Date(at).toISOString(), metrics }, 0);
}

const reading = (at: number) => ({ machine_id: "c1", at, metrics: { power_kw: 1 }, mode: null });

test("good rows are kept, oldest first, and each bad one is named by its place", () => {
  const missing = { index: 0, error: "timestamp: missing", reason: "timestamp" } as const;
  const rows = [missing, sent(now), sent(now, { power_kw: 1 }, "Nobody"), sent(now - 1)];
  expect(validate(rows, gate)).toMatchObject({
    readings: [reading(now - 1), reading(now)],
    rejected: [
      missing,
      { index: 2, error: 'machine_id: no machine has the id or name "Nobody"', reason: "unknown_machine" },
    ],
    dropped: [],
    droppedCount: 0,
    refusals: [
      { of: "reading", machine: "Nobody", metric: null, reason: "unknown_machine", count: 1, at: now },
      { of: "reading", machine: null, metric: null, reason: "timestamp", example: "timestamp: missing" },
    ],
  });
});

test("a refused row counts for its machine, as far as that can be read", () => {
  const row = checkRow({ machine_id: "Compressor-1", timestamp: "noon", metrics: { a: 1 } }, 0);
  expect(validate([row, checkRow({ timestamp: now }, 1)], gate).refusals).toMatchObject([
    { machine: null, reason: "malformed" },
    { machine: "Compressor-1", reason: "timestamp" },
  ]);
});

test("readings of a retired machine are refused, and named so", () => {
  const { readings, rejected } = validate([sent(now, { power_kw: 1 }, "Old")], gate);
  expect(readings).toEqual([]);
  expect(rejected).toEqual([{ index: 0, error: 'machine_id: "Old" is retired', reason: "retired" }]);
});

test("a clock may be five minutes ahead, not more", () => {
  expect(validate([sent(now + 300_000)], gate).readings).toEqual([
    { ...reading(now + 300_000), arrived_at: now },
  ]);
  expect(validate([sent(now + 300_001)], gate).rejected[0]?.error).toBe(
    "timestamp: 2026-03-02T08:05:00.001Z is more than 5 min ahead of 2026-03-02T08:00:00.000Z",
  );
});

test("a reading of the past says when it arrived, later where its machine sends seldom", () => {
  const minutes = (count: number) => now - count * 60_000;
  expect(validate([sent(minutes(15))], gate).readings[0]).not.toHaveProperty("arrived_at");
  expect(validate([sent(minutes(15) - 1)], gate).readings[0]?.arrived_at).toBe(now);
  const seldom = { ...gate, machine: () => ({ ...press, data_interval_seconds: 600 }) };
  expect(validate([sent(minutes(99))], seldom).readings[0]).not.toHaveProperty("arrived_at");
});

test("a value that is no good one costs only itself: marked, named, counted", () => {
  const metrics = { oven_temp_c: 400, flow: null, door: "Bad", power_kw: 4294967.295 };
  const { readings, dropped, droppedCount, refusals } = validate([sent(now), sent(now, metrics)], gate);
  expect(readings[1]).toEqual({
    machine_id: "c1",
    at: now,
    metrics: { oven_temp_c: 400 },
    mode: null,
    marked: {
      flow: { quality: "bad", sent: "null" },
      door: { quality: "bad", sent: "Bad" },
      power_kw: { quality: "implausible", value: 4294967.295 },
    },
  });
  expect(readings[0]).not.toHaveProperty("marked");
  expect(dropped).toEqual([
    { index: 1, metric: "flow", reason: "null is no value" },
    { index: 1, metric: "door", reason: '"Bad" is no number' },
    { index: 1, metric: "power_kw", reason: expect.stringContaining("implausible") },
  ]);
  expect(droppedCount).toBe(3);
  expect(refusals).toContainEqual({
    of: "value",
    machine: "Compressor-1",
    metric: "door",
    reason: "text",
    count: 1,
    example: '"Bad" is no number',
    at: now,
  });
});

test("taken is what has a good value, an implausible one or a mode", () => {
  const bad = sent(now, { flow: null });
  expect(validate([bad, bad], gate)).toMatchObject({ accepted: 0, droppedCount: 2 });
  expect(validate([bad, sent(now, { flow: null, temp_c: 1 })], gate).accepted).toBe(1);
  expect(validate([sent(now, { power_kw: 4294967.295 })], gate).accepted).toBe(1);
  const mode = checkRow(
    { machine_id: "Compressor-1", timestamp: now, mode: "fault", metrics: { a: null } },
    0,
  );
  expect(validate([mode], gate).accepted).toBe(1);
});

test("a reading without a good value is kept with its marks", () => {
  expect(validate([sent(now, { flow: NaN })], gate)).toMatchObject({
    readings: [{ metrics: {}, marked: { flow: { quality: "bad", sent: "NaN" } } }],
    rejected: [],
  });
});

test("the first hundred dropped values are named, all are counted", () => {
  const rows = Array.from({ length: 150 }, () => sent(now, { a: 1, b: null }));
  const { dropped, droppedCount, refusals } = validate(rows, gate);
  expect(dropped).toHaveLength(100);
  expect(dropped[99]?.index).toBe(99);
  expect(droppedCount).toBe(150);
  expect(refusals).toMatchObject([{ metric: "b", reason: "null", count: 150 }]);
});

test("of any mixture the good values are all taken, and the others all named", () => {
  // Text says nothing of the sign of zero.
  const finite = fc.double({ noNaN: true, min: -3000, max: 3000 }).map((value) => value + 0);
  const good = fc.oneof(
    finite.map((value) => [value, value] as const),
    finite.map((value) => [` ${value} `, value] as const),
    fc.boolean().map((value) => [value, Number(value)] as const),
  );
  const bad = fc
    .constantFrom<unknown>(null, NaN, Infinity, -Infinity, "", "Bad", "n/a", "1,5", "0x10", {}, [1], "1 2")
    .map((value) => [value, undefined] as const);
  const name = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => /^[a-z]+$/.test(text));
  const values = fc.dictionary(name, fc.oneof(good, bad), { minKeys: 1, maxKeys: 12, noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), (readings) => {
      const rows = readings.map((metrics) =>
        sent(now, Object.fromEntries(Object.entries(metrics).map(([metric, [value]]) => [metric, value]))),
      );
      const answer = validate(rows, gate);
      expect(answer.readings).toHaveLength(readings.length);
      const named = new Set(answer.dropped.map(({ index, metric }) => `${index} ${metric}`));
      for (const [index, metrics] of readings.entries())
        for (const [metric, [, value]] of Object.entries(metrics)) {
          expect(answer.readings[index]?.metrics[metric]).toBe(value as number);
          expect(named.has(`${index} ${metric}`)).toBe(value === undefined);
        }
    }),
  );
});
