import { expect, test } from "bun:test";
import { newMewma } from "../../../src/detection/mewma/state";
import { fitted, rows } from "./rows";

test("nothing is fitted before the learning period is over, and then all of it", () => {
  expect(fitted(rows(0, 99)).count).toBe(0);
  const mewma = fitted(rows(0, 100));
  expect(mewma.count).toBe(100);
  expect(mewma.rows).toHaveLength(100);
  expect(mewma.metrics).toEqual(["power_kw", "current_a"]);
  expect(mewma.points.running!.mean[0]).toBeCloseTo(50, 0);
  expect(mewma.spacing_ms).toBe(1000);
  expect(mewma.control_limit).toBeGreaterThanOrEqual(1);
});

test("the covariance is symmetric, and metrics that follow each other share most of their variance", () => {
  const [a, b, c, d] = fitted(rows(0, 400)).covariance;
  expect(b).toBe(c);
  expect(b! / Math.sqrt(a! * d!)).toBeGreaterThan(0.9);
  expect(fitted(rows(0, 400)).inverse_root[2]).toBeLessThan(0);
});

test("each doubling fits anew, and after 400 readings the rows are let go", () => {
  expect(fitted(rows(0, 199)).count).toBe(100);
  expect(fitted(rows(0, 200)).count).toBe(200);
  const { count, rows: left } = fitted(rows(0, 400));
  expect([count, left.length]).toEqual([400, 0]);
});

test("a metric of fewer than half of the readings is left out, and so are the driver and the counters", () => {
  const metrics = (i: number) => ({
    power_kw: 50 + (i % 7) / 10,
    speed_percent: 100,
    production_count: i,
    ...(i % 3 === 0 ? { oil_temp_c: 60 } : {}),
  });
  const mewma = fitted(rows(0, 100, (i) => ({ metrics: metrics(i) })));
  expect(mewma.metrics).toEqual(["power_kw"]);
  expect(mewma.driver).toBe("speed_percent");
});

test("readings without a common metric cannot be fitted: half of them make room for others", () => {
  const { count, rows: left } = fitted(rows(0, 400, (i) => ({ metrics: { [`m${i}`]: 1 } })));
  expect([count, left.length]).toEqual([0, 200]);
});

test("a new state knows nothing", () => {
  expect(newMewma()).toMatchObject({ count: 0, rows: [], control_limit: 0 });
});
