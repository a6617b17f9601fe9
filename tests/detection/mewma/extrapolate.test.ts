import { expect, test } from "bun:test";
import { extrapolate } from "../../../src/detection/mewma/extrapolate";
import { pointAt, newMewma } from "../../../src/detection/mewma/state";
import { type Point, pointName } from "../../../src/detection/mewma/operating_point";
import { freshMonitor } from "../fresh_monitor";
import type { Reading } from "../../../src/domain/machine/reading";
import { MINUTE_MS } from "../../../src/domain/time_units";

const point = (mean: number, count = 50): Point => ({ count, mean: [mean], variance: [1] });
const row = (degrees: number) => ({ at: 0, mode: "running", metrics: { outdoor_temp_c: degrees } });

/** A machine that knows two spans of the weather, 3 and 6 °C. */
function state(points: Record<string, Point>, driver = "outdoor_temp_c") {
  return { ...newMewma(), metrics: ["power_kw"], driver, points };
}
const named = (span: number) => pointName("running", span);

test("weather that was never seen has the normal that the two spans next to it lead to", () => {
  const mewma = state({ [named(1)]: point(40), [named(2)]: point(37) });
  const colder = pointAt(mewma, row(0));
  extrapolate(mewma, colder, row(0));
  expect(colder).toMatchObject({ count: 30, mean: [43], variance: [10] });
  const warmer = pointAt(mewma, row(9));
  extrapolate(mewma, warmer, row(9));
  expect(warmer.mean).toEqual([34]);
});

test("a point that is far from all others, or that something else than the weather sets, is learned", () => {
  const known = { [named(1)]: point(40), [named(2)]: point(37, 5) };
  for (const mewma of [state(known), state(known, "speed_percent")]) {
    const fresh = pointAt(mewma, row(0));
    extrapolate(mewma, fresh, row(0));
    expect(fresh.count).toBe(0);
  }
});

test("a fault that begins with the first frost is an alarm", () => {
  const reading = (i: number, degrees: number, power: number): Reading => ({
    ...{ machine_id: "m", at: i * MINUTE_MS, mode: "running" },
    metrics: {
      outdoor_temp_c: degrees,
      power_kw: power + Math.sin(i * 1.7),
      bar: 7 + Math.cos(i * 2.3) / 10,
    },
  });
  const monitor = freshMonitor();
  monitor.learn(Array.from({ length: 3000 }, (_, i) => reading(i, 3 + 6 * Math.abs(Math.sin(i / 300)), 50)));
  expect(monitor.observe(Array.from({ length: 15 }, (_, i) => reading(3000 + i, 0, 50)))).toEqual([]);
  const findings = monitor.observe(Array.from({ length: 30 }, (_, i) => reading(3015 + i, 0, 100)));
  expect(findings[0]).toMatchObject({ kind: "opened", alarm: { metric: "power_kw" } });
});
