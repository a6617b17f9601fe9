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
    "metrics.0: set at least one of low, high, rate_per_minute, flat_minutes, silent_minutes",
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

test("a limit says where it clears, after which delays and in which modes, in lower case", () => {
  const limit = {
    ...{ metric: "pressure_bar", severity: "critical", high: 8, clears_at: 7.5 },
    ...{ on_delay_seconds: 0, off_delay_seconds: 60, silent_minutes: 5, modes: ["RUNNING", " idle "] },
  };
  expect(limits.parse({ metrics: [limit] }).metrics).toEqual([
    { ...limit, severity: "critical", modes: ["running", "idle"] },
  ]);
  const clears =
    "metrics.0.clears_at: must be below high or above low, where one of the two is set; for both set dead_band";
  const of = (more: object) => refusals({ metrics: [{ metric: "pressure_bar", ...more }] });
  expect(of({ high: 8, clears_at: 9 })).toEqual([clears]);
  expect(of({ low: 8, clears_at: 7 })).toEqual([clears]);
  expect(of({ low: 2, high: 8, clears_at: 7 })).toEqual([clears]);
  expect(of({ flat_minutes: 2, clears_at: 7 })).toEqual([clears]);
  expect(of({ low: 2, high: 8, dead_band: 0.5 })).toEqual([]);
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
