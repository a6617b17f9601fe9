import { expect, test } from "bun:test";
import { gainOf, learnNormal } from "../../../src/detection/mewma/learn";
import { observeRow } from "../../../src/detection/mewma/score";
import { newMewma } from "../../../src/detection/mewma/state";
import type { Row } from "../../../src/detection/detector";
import { SECOND_MS } from "../../../src/domain/time_units";
import { fitted, rows } from "./rows";

const LEARNING = 100;

function learn(mewma: ReturnType<typeof fitted>, all: readonly Row[]) {
  for (const row of all) learnNormal(mewma, observeRow(mewma, row, LEARNING)!, row, { learning: LEARNING });
}

test("normal readings move the operating point, the moments and the control limit", () => {
  const mewma = fitted(rows(0, 400));
  const before = structuredClone(mewma);
  learn(
    mewma,
    rows(400, 900, () => ({ metrics: { power_kw: 50.5, current_a: 101 } })),
  );
  expect(mewma.count).toBe(900);
  expect(mewma.points.running!.mean[0]).toBeGreaterThan(before.points.running!.mean[0]! + 0.2);
  expect(mewma.mean[0]).not.toBe(before.mean[0]!);
  expect(mewma.covariance).not.toEqual(before.covariance);
  expect(mewma.control_limit).not.toBe(before.control_limit);
});

test("mean and covariance of the smoothed deviations are those of an exponentially weighted average", () => {
  const mewma = fitted(rows(0, 400));
  const { mean, covariance } = structuredClone(mewma);
  const [row] = rows(400, 401);
  const observation = observeRow(mewma, row!, LEARNING)!;
  const { off } = observation;
  learnNormal(mewma, observation, row!, { learning: LEARNING });
  const weight = 1 / 401;
  off.forEach((each, i) => {
    expect(mewma.mean[i]).toBeCloseTo(mean[i]! + weight * each, 12);
    off.forEach((other, j) =>
      expect(mewma.covariance[2 * i + j]).toBeCloseTo(
        (1 - weight) * (covariance[2 * i + j]! + weight * each * other),
        12,
      ),
    );
  });
});

test("the control limit falls slowly, and rises by one reading over it as much as by 199 under it", () => {
  const step = (distance: number) => {
    const mewma = fitted(rows(0, 400));
    const { control_limit } = mewma;
    const [row] = rows(400, 401);
    const observation = { ...observeRow(mewma, row!, LEARNING)!, distance };
    learnNormal(mewma, observation, row!, { learning: LEARNING });
    return mewma.control_limit / control_limit - 1;
  };
  expect(step(0)).toBeLessThan(0);
  expect(step(1e9) / -step(0)).toBeCloseTo(199, 6);
});

test("on the way from one operating point to another nothing is learned", () => {
  const mewma = fitted(rows(0, 400));
  const [row] = rows(400, 401);
  const observation = observeRow(mewma, row!, LEARNING)!;
  mewma.left = { span: 1, until: Infinity };
  const before = structuredClone(mewma);
  learnNormal(mewma, observation, row!, { learning: LEARNING });
  expect(mewma).toEqual(before);
});

test("in the learning period a normal reading is kept, and fitted with the others", () => {
  const mewma = fitted(rows(0, 100));
  learn(mewma, rows(100, 400));
  expect(mewma.rows).toEqual([]);
  expect(mewma.count).toBe(401);
});

test("the inverse root is made anew after 32 readings, not before", () => {
  const mewma = fitted(rows(0, 400));
  const before = mewma.inverse_root;
  learn(mewma, rows(400, 431));
  expect(mewma.inverse_root).toBe(before);
  learn(mewma, rows(431, 432));
  expect(mewma.inverse_root).not.toBe(before);
});

test("once the memory is full a reading counts by the time that it stands for", () => {
  const full = { ...newMewma(), count: 20_160, spacing_ms: 6 * SECOND_MS };
  expect(gainOf(full)).toBeCloseTo(0.1, 9);
  expect(gainOf({ ...full, spacing_ms: 600 * SECOND_MS })).toBe(1);
  expect(gainOf({ ...full, count: 20_159 })).toBe(1);
});
