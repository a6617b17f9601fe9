import { expect, test } from "bun:test";
import { freshMonitor } from "./fresh_monitor";
import type { Reading } from "../../src/domain/machine/reading";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../src/domain/time_units";
import { createRandom } from "../../src/math/random";

/* A value outside all that was learned is told within a quarter of an hour, however wide its band is. */

const START = Date.UTC(2026, 9, 5, 6);
const STEP = 10 * SECOND_MS;

function monitored(valueAt: (seconds: number, noise: (size: number) => number) => Record<string, number>) {
  const monitor = freshMonitor();
  const chance = createRandom(5);
  const noise = (size: number) => size * (chance() + chance() + chance() - 1.5);
  const readings = (from: number, to: number, more: Record<string, number> = {}): Reading[] =>
    Array.from({ length: (to - from) / STEP }, (_, i) => ({
      machine_id: "m",
      at: from + i * STEP,
      mode: null,
      metrics: { ...valueAt((from - START) / 1000 + i * 10, noise), ...more },
    }));
  return { monitor, readings };
}

test.each([
  [
    "90 kW on a machine that cycles between 20 and 55 kW",
    "power_kw",
    90,
    (seconds: number) => (seconds % 600 < 300 ? 20 : 55),
    1,
  ],
  [
    "55 °C beside a band of 32 to 49",
    "oil_temp_c",
    55,
    (seconds: number) => 40.5 + 6 * Math.sin(seconds / 1200),
    0.5,
  ],
] as const)("%s is told", (_, metric, odd, usual, size) => {
  const { monitor, readings } = monitored((seconds, noise) => ({
    [metric]: usual(seconds) + noise(size),
    vibration_mm_s: 2 + noise(0.2),
  }));
  const odd_at = START + 8 * HOUR_MS;
  expect(monitor.observe(readings(START, odd_at))).toEqual([]);
  const findings = monitor.observe(readings(odd_at, odd_at + 15 * MINUTE_MS, { [metric]: odd }));
  expect(findings[0]).toMatchObject({ kind: "opened", alarm: { metric, value: odd } });
});
