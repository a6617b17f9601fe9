import { expect, test } from "bun:test";
import { freshMonitor } from "./fresh_monitor";
import type { Reading } from "../../src/domain/machine/reading";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../src/domain/time_units";
import { createRandom } from "../../src/math/random";

/*
 * Three weeks of history of a machine that swings with the day, and what follows: nothing of the swing is
 * abnormal, a fault is.
 */

const START = Date.UTC(2026, 9, 5);
const NOW = START + 21 * DAY_MS;

/** Oil at 60 ± 1.5 °C over the day, power and pressure with noise. */
function readingsOf(id: string, seed: number, step: number) {
  const chance = createRandom(seed);
  const noise = (size: number) => size * (chance() + chance() + chance() - 1.5);
  return (from: number, to: number, hotter = 0): Reading[] =>
    Array.from({ length: (to - from) / step }, (_, i) => {
      const at = from + i * step;
      const swing = 1.5 * Math.sin((2 * Math.PI * (at - 9 * HOUR_MS)) / DAY_MS);
      return {
        machine_id: id,
        at,
        mode: null,
        metrics: {
          oil_temp_c: 60 + swing + hotter + noise(0.4),
          power_kw: 22 + noise(0.8),
          pressure_bar: 150 + noise(1.5),
        },
      };
    });
}

function learned(step: number, seed: number) {
  const monitor = freshMonitor();
  const readings = readingsOf("press", seed, step);
  for (let at = START; at < NOW; at += HOUR_MS) monitor.learn(readings(at, at + HOUR_MS));
  return { monitor, readings };
}

for (const minutes of [1, 5])
  for (const seed of [1, 2, 3])
    test(`three weeks of a row each ${minutes} min teach the swing of the day (${seed})`, () => {
      const { monitor, readings } = learned(minutes * MINUTE_MS, seed);
      expect(monitor.observe(readings(NOW, NOW + 5 * DAY_MS))).toEqual([]);
      const band = monitor.band("press", "oil_temp_c")!;
      expect(band.high - band.low).toBeLessThan(2.6); // the swing alone is 3 °C wide
      const hot = NOW + 5 * DAY_MS;
      const [finding] = monitor.observe(readings(hot, hot + 2 * HOUR_MS, 4));
      expect(finding).toMatchObject({ kind: "opened", alarm: { metric: "oil_temp_c" } });
    });
