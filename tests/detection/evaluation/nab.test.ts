import { expect, test } from "bun:test";
import { nabPoints, nabScore } from "../../../src/detection/evaluation/nab";

const ROWS = 100;
/** One window in rows 50 to 69. */
const windows = Array.from({ length: ROWS }, (_, row) => (row >= 50 && row < 70 ? 1 : 0));
const scoreOf = (...hits: number[]) => {
  const detected = windows.map((_, row) => hits.includes(row));
  return nabScore([nabPoints(detected, windows, 15)]);
};

test("silence is worth 0, the first row of a window 100", () => {
  expect(scoreOf()).toBe(0);
  expect(scoreOf(50)).toBeCloseTo(100);
});

test("the later in the window, the less, and only the first counts", () => {
  expect(scoreOf(68)!).toBeLessThan(scoreOf(52)!);
  expect(scoreOf(52, 60, 68)).toBe(scoreOf(52));
});

test("a false alarm costs a ninth of a window, one just after it less, one in probation nothing", () => {
  expect(scoreOf(50, 20)).toBeCloseTo(100 - 50 * 0.11);
  expect(scoreOf(50, 70)!).toBeGreaterThan(scoreOf(50, 20)!);
  expect(scoreOf(50, 10)).toBe(scoreOf(50));
});
