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
  expect(Object.fromEntries(refusals.totals())).toEqual({ "value:text": 5, "reading:retired": 1 });
});

test("beyond its bound those not seen for longest stand together, and none is lost from the totals", () => {
  const refusals = createRefusals(2);
  for (let i = 0; i < 10; i++) refusals.add(refusal(`m${i}`, i));
  expect(refusals.list().map(({ machine, count }) => [machine, count])).toEqual([
    ["m9", 1],
    ["m8", 1],
    [null, 8],
  ]);
  expect(refusals.totals().get("value:text")).toBe(10);
});
