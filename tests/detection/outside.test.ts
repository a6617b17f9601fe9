import { describe, expect, test } from "bun:test";
import { freshMonitor } from "./fresh_monitor";
import type { Reading } from "../../src/domain/machine/reading";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../src/domain/time_units";
import { createRandom } from "../../src/math/random";

/* A value outside all that was learned is told within a quarter of an hour, however wide its band is. */

const START = Date.UTC(2026, 9, 5, 6);
const STEP = 10 * SECOND_MS;

type Noise = (size: number) => number;
type Values = (seconds: number, noise: Noise) => Record<string, number>;

function monitored(valuesAt: Values, step = STEP, seed = 5) {
  const monitor = freshMonitor();
  const chance = createRandom(seed);
  const noise: Noise = (size) => size * (chance() + chance() + chance() - 1.5);
  const readings = (from: number, to: number, more: Record<string, number> = {}): Reading[] =>
    Array.from({ length: (to - from) / step }, (_, i) => ({
      machine_id: "m",
      at: from + i * step,
      mode: null,
      metrics: { ...valuesAt((from - START + i * step) / 1000, noise), ...more },
    }));
  return { monitor, readings };
}

const square = (low: number, high: number, period: number) => (seconds: number) =>
  seconds % period < period / 2 ? low : high;

/** Of three states, by a fixed order that looks like chance. */
const threeStates = (seconds: number) =>
  [5, 40, 55][Math.floor(Math.sin(Math.floor(seconds / 420)) * 1e4) & 1 ? 2 : Math.floor(seconds / 900) % 2]!;

const cycling = square(20, 55, 600);
const heating = square(32, 49, 1200);

test.each([
  ["90 kW on a machine that cycles between 20 and 55 kW", "power_kw", 90, cycling, 1],
  ["62 kW on it", "power_kw", 62, cycling, 0.5],
  ["66 kW on it", "power_kw", 66, cycling, 0.5],
  ["9 kW on it", "power_kw", 9, cycling, 0.5],
  ["62 kW on one without noise", "power_kw", 62, cycling, 0],
  ["62 kW on one that cycles in 40 min", "power_kw", 62, square(20, 55, 2460), 0.5],
  ["62 kW on one of three states", "power_kw", 62, threeStates, 0.5],
  ["52 °C beside square waves of 32 and 49 °C", "oil_temp_c", 52, heating, 0.4],
  ["28 °C beside them", "oil_temp_c", 28, heating, 0.4],
  [
    "55 °C beside a band of 32 to 49",
    "oil_temp_c",
    55,
    (seconds: number) => 40.5 + 6 * Math.sin(seconds / 1200),
    0.5,
  ],
] as const)("%s is told, and its band says so", (_, metric, odd, usual, size) => {
  // A row a minute, as histories have it: a series of two metrics.
  for (const step of [STEP, MINUTE_MS]) {
    const { monitor, readings } = monitored(
      (seconds, noise) => ({ [metric]: usual(seconds) + noise(size), vibration_mm_s: 2 + noise(0.2) }),
      step,
    );
    const odd_at = START + 12 * HOUR_MS;
    monitor.learn(readings(START, START + HOUR_MS));
    monitor.observe(readings(START + HOUR_MS, odd_at));
    const band = monitor.band("m", metric)!;
    expect(odd < band.low || odd > band.high).toBe(true);
    const findings = monitor.observe(readings(odd_at, odd_at + 15 * MINUTE_MS, { [metric]: odd }));
    expect(findings[0]).toMatchObject({ kind: "opened", alarm: { metric, value: odd } });
    expect((findings[0] as { alarm: { opened_at: number } }).alarm.opened_at).toBeLessThan(
      odd_at + 13 * MINUTE_MS,
    );
  }
});

const LEARNED_MS = 4 * HOUR_MS;

describe.each([3.5, 10, 15, 20, 30])("a machine that stays %d min with each of 20 and 55 kW", (minutes) => {
  test.each([
    [90, 0],
    [90, 200],
    [-15, 0],
    [-15, 420],
  ])("is told at %d kW after four hours (begun at %d s), not before", (power_kw, begun) => {
    const loads = square(20, 55, 2 * minutes * 60);
    for (const seed of [3, 5]) {
      const valuesAt: Values = (seconds, noise) => ({ power_kw: loads(seconds + begun) + noise(0.6) });
      const { monitor, readings } = monitored(valuesAt, 30 * SECOND_MS, seed);
      const odd_at = START + LEARNED_MS;
      expect(monitor.observe(readings(START, odd_at))).toEqual([]);
      const band = monitor.band("m", "power_kw")!;
      expect(power_kw < band.low || power_kw > band.high).toBe(true);
      const [first] = monitor.observe(readings(odd_at, odd_at + HOUR_MS, { power_kw }));
      expect(first).toMatchObject({ kind: "opened", alarm: { metric: "power_kw" } });
    }
  });
});

test.each([
  ["noise about a level", () => 50, 2],
  [
    "a level that wanders by the hour",
    (seconds: number) => 50 + 3 * Math.sin(seconds / 5000) * Math.sin(seconds / 3100),
    1,
  ],
  ["two states with noise", cycling, 3],
  [
    "two loads that it stays with for long, and that wander",
    (seconds: number) => square(20, 55, 1200)(seconds) + 4 * Math.sin(seconds / 9000),
    2,
  ],
] as const)("%s is never outside, in three days after eight hours", (_, usual, size) => {
  for (const seed of [1, 2, 3]) {
    const { monitor, readings } = monitored(
      (seconds, noise) => ({ power_kw: usual(seconds) + noise(size), vibration_mm_s: 2 + noise(0.2) }),
      MINUTE_MS,
      seed,
    );
    expect(monitor.observe(readings(START, START + 8 * HOUR_MS + 3 * DAY_MS))).toEqual([]);
  }
});
