import { expect, test } from "bun:test";
import { hourly } from "../../../src/detection/hourly/detector";
import { isHourlyRangeKnown } from "../../../src/detection/hourly/range";
import type { Hourly } from "../../../src/detection/hourly/state";
import { DAY_MS, MINUTE_MS } from "../../../src/domain/time_units";
import { createRandom } from "../../../src/math/random";
import { freshMonitor } from "../fresh_monitor";

const START = Date.UTC(2026, 9, 5);
const EVERY_MS = 15 * MINUTE_MS;

/** A lone temperature of two states, in an order that looks like chance. */
const usual = (i: number) => ((Math.sin(Math.floor(i / 3) * 12.9898) * 43758) % 1 > 0 ? 55 : 20);

function readings(from: number, to: number, seed: number, odd?: number) {
  const chance = createRandom(seed);
  return Array.from({ length: to - from }, (_, index) => ({
    machine_id: "m",
    at: START + (from + index) * EVERY_MS,
    mode: null,
    metrics: { temp_c: (odd ?? usual(from + index)) + (chance() - 0.5) / 2 },
  }));
}

const DAYS = (10 * DAY_MS) / EVERY_MS;

for (const odd of [10, 60, 65, 70])
  test(`a lone slow metric of 20 and 55 that stays at ${odd} is told by its third reading`, () => {
    for (const seed of [1, 2, 3]) {
      const monitor = freshMonitor();
      const before = monitor.observe(readings(0, DAYS, seed));
      expect(before.at(-1)?.kind ?? "cleared").toBe("cleared");
      const findings = monitor.observe(readings(DAYS, DAYS + 3, seed + 10, odd));
      expect(findings[0]).toMatchObject({ kind: "opened", alarm: { metric: "temp_c" } });
    }
  });

function state(days: number): Hourly {
  const begun = hourly.begin({ isOver: false, metrics: ["temp_c"], spacingMs: EVERY_MS, rows: [] });
  for (const each of readings(0, (days * DAY_MS) / EVERY_MS + 1, 1)) step(begun, each);
  return begun;
}

type Row = ReturnType<typeof readings>[number];

function step(of: Hourly, row: Row, candidate?: object) {
  const assessment = hourly.observe(of, row, 100)!;
  hourly.learn(of, row, assessment.observation, { learning: 100, candidate });
  return assessment;
}

test("its range is known after a day, not before", () => {
  const known = (days: number) => isHourlyRangeKnown(state(days));
  expect([known(0.9), known(1)]).toEqual([false, true]);
});

test("what was outside is told once: from then on it is something that the metric has shown", () => {
  const of = state(10);
  const run = (from: number, count: number, value?: number) =>
    readings(from, from + count, 5, value).map((row) => step(of, row).belowReset);
  expect(run(DAYS + 1, 3, 62).at(-1)).toBe(false);
  run(DAYS + 4, 8);
  const range = structuredClone(of.range!.ranges);
  expect(range.lasting_high[0]! + range.origin![0]!).toBeGreaterThan(61.5);
});

test("a state of before ranges goes on, and begins its range with what it has seen", () => {
  const { range, ...before } = state(10);
  expect(range).toBeDefined();
  const of: Hourly = before;
  for (const row of readings(DAYS + 1, DAYS + 101, 7)) step(of, row);
  expect(isHourlyRangeKnown(of)).toBe(true);
  expect(
    readings(DAYS + 101, DAYS + 104, 8, 120)
      .map((row) => step(of, row).score >= 1)
      .at(-1),
  ).toBe(true);
});
