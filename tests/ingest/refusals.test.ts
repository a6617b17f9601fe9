import { expect, test } from "bun:test";
import { createRefusals, type Refusal } from "../../src/ingest/refusals";

const refusal = (machine: string, at: number, example = "x"): Refusal => ({
  of: "value",
  machine,
  metric: "a",
  reason: "text",
  count: 1,
  example,
  at,
});

test("refusals are counted by machine, metric and reason, with the last example", () => {
  const refusals = createRefusals();
  refusals.add(refusal("m", 1, "first"));
  refusals.add({
    of: "reading",
    machine: "m",
    metric: null,
    reason: "retired",
    count: 1,
    example: "r",
    at: 2,
  });
  refusals.add({ ...refusal("m", 3, "last"), count: 4 });
  expect(refusals.list()).toEqual([
    { ...refusal("m", 3, "last"), count: 5 },
    { of: "reading", machine: "m", metric: null, reason: "retired", count: 1, example: "r", at: 2 },
  ]);
  expect(refusals.counters()).toEqual([
    { of: "value", machine: "m", metric: "a", reason: "text", count: 5 },
    { of: "reading", machine: "m", metric: "", reason: "retired", count: 1 },
  ]);
});

test("beyond its bound those not seen for longest stand together, and none is lost from the counters", () => {
  const refusals = createRefusals(2);
  for (let i = 0; i < 10; i++) refusals.add(refusal(`m${i}`, i));
  expect(refusals.list().map(({ machine, count }) => [machine, count])).toEqual([
    ["m9", 1],
    ["m8", 1],
    [null, 8],
  ]);
  expect(refusals.counters().map(({ count }) => count)).toEqual(Array(10).fill(1));
});

test("counters for monitoring are few, never fall, and names without end crowd out no other reason", () => {
  const refusals = createRefusals(2);
  const unknown = (i: number): Refusal => ({
    ...{
      of: "reading",
      machine: `n${i}`,
      metric: null,
      reason: "unknown_machine",
      count: 1,
      example: "x",
      at: i,
    },
  });
  for (let i = 0; i < 5000; i++) refusals.add(unknown(i));
  for (let i = 0; i < 5000; i++) refusals.add(refusal(`m${i}`, i));
  const ofValue = { of: "value", count: 1, example: "x", at: 1 } as const;
  refusals.add({ ...ofValue, machine: "Press-1", metric: "a", reason: "null" });
  refusals.add({ ...ofValue, machine: null, metric: null, reason: "nan" });
  const counters = refusals.counters();
  expect(counters.length).toBeLessThanOrEqual(200);
  const countOf = (labels: object) => counters.find((each) => Bun.deepMatch(labels, each))?.count;
  expect(countOf({ machine: "other", reason: "unknown_machine" })).toBe(4950);
  expect(countOf({ machine: "other", metric: "other", reason: "text" })).toBe(4950);
  expect(countOf({ machine: "Press-1", metric: "a", reason: "null" })).toBe(1);
  expect(countOf({ machine: "other", reason: "nan" })).toBe(1);
  refusals.add(refusal("m0", 9));
  expect(refusals.counters().find(({ machine }) => machine === "m0")?.count).toBe(2);
});
