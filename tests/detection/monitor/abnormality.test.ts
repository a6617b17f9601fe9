import { expect, test } from "bun:test";
import { type Abnormality, graverOf, limitAbnormality } from "../../../src/detection/monitor/abnormality";
import type { LimitStates } from "../../../src/detection/monitor/limits/check";
import type { Limits } from "../../../src/domain/alarm/machine_limits";

const some = (severity: Abnormality["severity"], score: number) => ({ severity, score }) as Abnormality;

test("of two abnormalities the more severe counts, and of two alike the higher score", () => {
  const [warning, higher, critical] = [some("warning", 1), some("warning", 3), some("critical", 2)];
  expect(graverOf(higher, critical)).toBe(critical);
  expect(graverOf(critical, higher)).toBe(critical);
  expect(graverOf(warning, higher)).toBe(higher);
  expect(graverOf(warning, some("warning", 1))).toBe(warning);
  expect(graverOf(undefined, warning)).toBe(warning);
  expect(graverOf(warning, undefined)).toBe(warning);
  expect(graverOf(undefined, undefined)).toBeUndefined();
});

const limits: Limits = {
  metrics: [
    { metric: "power_kw", severity: "warning", high: 50 },
    { metric: "oil_bar", severity: "critical", low: 1 },
  ],
};
const reading = (at: number, power_kw: number, oil_bar: number) => ({
  row: { at, mode: null, metrics: { power_kw, oil_bar } },
  mode: null,
});
const fresh = (): LimitStates => ({});

test("several broken limits are one abnormality, named by the gravest, with equal shares", () => {
  const found = limitAbnormality(fresh(), reading(7, 60, 0.5), limits)!;
  expect(found).toMatchObject({
    severity: "critical",
    since: 7,
    method: "limit",
    cause: { kind: "limit", metric: "oil_bar", value: 0.5, side: "below", limit: 1 },
    sources: ["limit:oil_bar", "limit:power_kw"],
  });
  expect(found.contributors()).toMatchObject([
    { metric: "oil_bar", value: 0.5, expected_value: 1, deviation_percent: -50, share: 0.5 },
    { metric: "power_kw", value: 60, expected_value: 50, deviation_percent: 20, share: 0.5 },
  ]);
});

test("a limit that was not reported yet comes first, and its time is its own", () => {
  const kept = fresh();
  limitAbnormality(kept, reading(7, 40, 0.5), limits);
  const found = limitAbnormality(kept, reading(9, 60, 0.5), limits, ["oil_bar"])!;
  expect(found).toMatchObject({
    severity: "warning",
    since: 9,
    sources: ["limit:power_kw", "limit:oil_bar"],
  });
  expect(limitAbnormality(kept, reading(11, 60, 0.5), limits, ["oil_bar", "power_kw"])!.since).toBe(7);
});

test("kept limits are no abnormality, and count toward the end of an alarm, each metric for itself", () => {
  const kept = fresh();
  expect(limitAbnormality(kept, reading(1, 40, 2), limits)).toBeUndefined();
  const lone = { row: { at: 2, mode: null, metrics: { power_kw: 41 } }, mode: null };
  expect(limitAbnormality(kept, lone, limits)).toBeUndefined();
  expect(limitAbnormality(kept, reading(3, 99, 0), { metrics: [] })).toBeUndefined();
  expect([kept.power_kw?.run.below_reset, kept.oil_bar?.run.below_reset]).toEqual([2, 1]);
});
