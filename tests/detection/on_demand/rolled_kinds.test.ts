import { expect, test } from "bun:test";
import { featureRows } from "../../../src/detection/on_demand/feature_rows";
import { rolledKinds } from "../../../src/detection/on_demand/rolled_kinds";
import { HOUR_MS } from "../../../src/domain/time_units";

/** Four days of hours: a counter that is reset at midnight, and others. */
const rolled = Array.from({ length: 96 }, (_, hour) => {
  const each = (low: number, mean = low) => ({ count: 60, low, mean, high: 2 * mean - low });
  const made = 60 * (hour % 24);
  return {
    at: hour * HOUR_MS,
    metrics: { made: each(made, made + 30), oil_temp_c: each(hour), load: each(20 + 5 * Math.sin(hour)) },
  };
});

test("a metric that only rises but for resets counts, a temperature and a load do not", () => {
  expect(rolledKinds(rolled, () => undefined)).toEqual({ made: "counter" });
  expect(rolledKinds(rolled.slice(0, 20), () => undefined)).toEqual({});
  const set = (metric: string) => (metric === "made" ? ("gauge" as const) : ("counter" as const));
  expect(rolledKinds(rolled, set)).toEqual({ oil_temp_c: "counter", load: "counter" });
});

test("what counts is no feature", () => {
  expect(featureRows(rolled).names).toContain("avg_made");
  expect(
    featureRows(
      rolled,
      rolledKinds(rolled, () => undefined),
    ).names,
  ).toEqual(["avg_load", "avg_oil_temp_c"]);
});
