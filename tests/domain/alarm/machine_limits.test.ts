import { expect, test } from "bun:test";
import { limits } from "../../../src/domain/alarm/machine_limits";

const refusals = (body: unknown) => {
  const { error } = limits.safeParse(body);
  return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
};

test("a limit is a warning unless it says critical, and a machine has none by default", () => {
  expect(limits.parse({ metrics: [{ metric: " pressure_bar ", high: 8 }] })).toEqual({
    metrics: [{ metric: "pressure_bar", severity: "warning", high: 8 }],
  });
  expect(limits.parse({})).toEqual({ metrics: [] });
});

test("a limit without any bound is refused", () => {
  expect(refusals({ metrics: [{ metric: "pressure_bar" }] })).toEqual([
    "metrics.0: set at least one of low, high, rate_per_minute, flat_minutes",
  ]);
});

test("the low bound is below the high one", () => {
  const bounds = (low: number, high: number) =>
    refusals({ metrics: [{ metric: "pressure_bar", low, high }] });
  expect([bounds(5, 8), bounds(8, 8), bounds(9, 8)]).toEqual([
    [],
    ["metrics.0.high: must be above low"],
    ["metrics.0.high: must be above low"],
  ]);
});

test("a metric has one limit", () => {
  const twice = [1, 2].map((high) => ({ metric: "pressure_bar", high }));
  expect(refusals({ metrics: twice })).toEqual(["metrics: name each metric once"]);
});

test("a time of zero or over a week, an unknown field and a value past 10¹² are refused", () => {
  const wrong = [
    { silent_minutes: 0 },
    { silent_minutes: 10_081 },
    { quiet: 1 },
    { metrics: [{ metric: "pressure_bar", high: 2e12 }] },
  ];
  for (const body of wrong) expect(refusals(body)).toHaveLength(1);
  expect(refusals({ silent_minutes: 10_080 })).toEqual([]);
});
