import { expect, test } from "bun:test";
import { mewma } from "../../../src/detection/mewma/detector";
import { newMewma } from "../../../src/detection/mewma/state";
import { fitted, rows } from "./rows";

const LEARNING = 100;

test("a score has to hold for three readings", () => {
  const state = fitted(rows(0, 400));
  expect(mewma.observe(state, rows(400, 401)[0]!, LEARNING)!.onDelay).toBe(3);
});

test("a false alarm widens the control limit, so the same reading scores less", () => {
  const state = fitted(rows(0, 400));
  const [odd] = rows(400, 401, () => ({ metrics: { power_kw: 60, current_a: 120 } }));
  const before = mewma.observe(structuredClone(state), odd!, LEARNING)!.score;
  mewma.widen(state);
  expect(mewma.observe(state, odd!, LEARNING)!.score).toBeCloseTo(before / 1.25, 9);
});

test("contributors are ordered by their share, which add up to 1, five at most", () => {
  const many = (i: number, power = 50) => ({
    power_kw: power + (i % 7) / 10,
    ...Object.fromEntries(Array.from({ length: 9 }, (_, k) => [`m${k}`, k + ((i * (k + 3)) % 11) / 10])),
  });
  const state = fitted(rows(0, 400, (i) => ({ metrics: many(i) })));
  const [odd] = rows(400, 401, (i) => ({ metrics: many(i, 70) }));
  const assessment = mewma.observe(state, odd!, LEARNING)!;
  const contributors = mewma.explain(state, assessment.observation);
  expect(contributors).toHaveLength(5);
  expect(contributors[0]).toMatchObject({ metric: "power_kw", value: 70.1 });
  const shares = contributors.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(shares.reduce((a, b) => a + b)).toBeLessThanOrEqual(1 + 1e-9);
});

test("a metric that the reading lacks is no contributor", () => {
  const state = fitted(rows(0, 400));
  const [lone] = rows(400, 401, () => ({ metrics: { power_kw: 60 } }));
  const { observation } = mewma.observe(state, lone!, LEARNING)!;
  expect(mewma.explain(state, observation).map(({ metric }) => metric)).toEqual(["power_kw"]);
});

test("the expectation is that of the operating point, once it is known", () => {
  const state = fitted(rows(0, 400));
  const now = { at: 0, mode: "running", metrics: {} };
  expect(mewma.expected(state, now, "power_kw")!.mean).toBeCloseTo(50, 0);
  expect(mewma.expected(state, now, "oil_temp_c")).toBeUndefined();
  expect(mewma.expected(state, { ...now, mode: "idle" }, "power_kw")).toBeUndefined();
  expect(mewma.expected(newMewma(), now, "power_kw")).toBeUndefined();
});

test("the training names the metrics after the first fit, and is over with the last", () => {
  expect(mewma.training!(fitted(rows(0, 99)))).toMatchObject({ isOver: false, metrics: [] });
  expect(mewma.training!(fitted(rows(0, 100)))).toMatchObject({
    isOver: false,
    metrics: ["power_kw", "current_a"],
    spacingMs: 1000,
  });
  expect(mewma.training!(fitted(rows(0, 400))).isOver).toBe(true);
});

test("progress is the share of the learning period", () => {
  expect([0, 40, 100, 400].map((count) => mewma.progress(fitted(rows(0, count)), LEARNING))).toEqual([
    0, 0.4, 1, 1,
  ]);
});

test("after a reset nothing of the recent readings is left", () => {
  const state = fitted(rows(0, 400));
  expect(Object.keys(state.smooth)).toEqual(["running"]);
  mewma.reset(state);
  expect(state.smooth).toEqual({});
});
