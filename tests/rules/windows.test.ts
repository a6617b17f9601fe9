import { expect, test } from "bun:test";
import fc from "fast-check";
import { WINDOW_FUNCTIONS, type WindowFunction } from "../../src/rules/functions";
import { newWindow, noteInWindow, partOf, WINDOW_PARTS, windowValue } from "../../src/rules/windows";
import { START } from "./sample";

type Point = [at: number, value: number];

/** The same from all values: those of the newest parts of the window, by the textbook. */
function naive(
  points: readonly Point[],
  of: WindowFunction,
  at: number,
  seconds: number,
): number | undefined {
  const inside = points.filter(([each]) => partOf(each, seconds) > partOf(at, seconds) - WINDOW_PARTS);
  const [first] = inside;
  const last = inside.at(-1);
  if (!first || !last || at - first[0] < seconds * 500) return undefined;
  const values = inside.map(([, value]) => value);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (of === "avg") return mean;
  if (of === "min") return Math.min(...values);
  if (of === "max") return Math.max(...values);
  if (of === "rate")
    return last[0] > first[0] ? (last[1] - first[1]) / ((last[0] - first[0]) / 60_000) : undefined;
  if (values.length < 2) return undefined;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

test("a window says what all of its values say, however they come", () => {
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 9_000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
    {
      minLength: 1,
      maxLength: 400,
    },
  );
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 2, max: 600 }),
      fc.integer({ min: 0, max: 5_000 }),
      (walk, seconds, later) => {
        const points: Point[] = [];
        let at = START;
        const window = newWindow(START, walk[0]?.[1] ?? 0);
        for (const [step, value] of walk) {
          at += step;
          points.push([at, value]);
          noteInWindow(window, at, value, seconds);
        }
        for (const of of WINDOW_FUNCTIONS) {
          const [found, expected] = [
            windowValue(window, of, at + later, seconds),
            naive(points, of, at + later, seconds),
          ];
          if (expected === undefined || found === undefined) expect([of, found]).toEqual([of, expected]);
          else expect(Math.abs(found - expected)).toBeLessThan(1e-6 * Math.max(1e6, Math.abs(expected)));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a glitch is forgotten with its part, however large it was", () => {
  const window = newWindow(START, 1e12);
  noteInWindow(window, START, 1e12, 300);
  for (let second = 1; second <= 600; second++) noteInWindow(window, START + second * 1000, second % 2, 300);
  const at = START + 600_000;
  expect(windowValue(window, "stddev", at, 300)).toBeCloseTo(0.5, 2);
  expect(windowValue(window, "avg", at, 300)).toBeCloseTo(0.5, 9);
  expect(windowValue(window, "max", at, 300)).toBe(1);
});

test("small differences of large values are seen", () => {
  const window = newWindow(START, 1e9);
  let at = START;
  for (let n = 0; n < 10_000; n++) noteInWindow(window, (at += 100), 1e9 + (n % 2), 300);
  expect(windowValue(window, "stddev", at, 300)).toBeCloseTo(0.5, 3);
});

test("a window does not grow with how fast values come", () => {
  const window = newWindow(START, 1);
  for (let n = 0; n < 100_000; n++) noteInWindow(window, START + n * 10, n, 60);
  expect(window.part.length).toBeLessThanOrEqual(1.2 * WINDOW_PARTS);
});
