import { expect, test } from "bun:test";
import { freshMonitor } from "../fresh_monitor";
import type { Reading } from "../../../src/domain/machine/reading";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/domain/time_units";

const NOW = Date.UTC(2026, 2, 22, 8);
const DAYS = 21;
const FIVE_MINUTES = 5 * MINUTE_MS;

/** Oil that follows the day, a power that cycles; `wrong` says what is added to the oil at an instant. */
function history(wrong: (at: number) => number, until = NOW): Reading[] {
  return Array.from({ length: (DAYS * DAY_MS) / FIVE_MINUTES }, (_, i) => {
    const at = until - DAYS * DAY_MS + i * FIVE_MINUTES;
    const noise = Math.sin(i * 12.9898) * 43_758.5453;
    const day = 1.5 * Math.sin((2 * Math.PI * at) / DAY_MS);
    return {
      machine_id: "press",
      at,
      arrived_at: NOW,
      mode: null,
      metrics: {
        oil_temp_c: 45 + day + (noise - Math.floor(noise) - 0.5) + wrong(at),
        power_kw: i % 4 < 2 ? 52 : 18 + (noise % 1),
      },
    };
  });
}

const FAULT_AT = NOW - 6.5 * DAY_MS;
const isFaulty = (at: number) => at >= FAULT_AT && at < FAULT_AT + 2 * HOUR_MS;

test("three weeks of history leave no open alarm, and the fault in it is a finding of its own time", () => {
  const findings = freshMonitor().observe(history((at) => (isFaulty(at) ? 12 : 0)));
  expect(findings).toMatchObject([
    { kind: "opened", alarm: { state: "finding", metric: "oil_temp_c", severity: "critical" } },
  ]);
  const [found] = findings;
  const opened = found?.kind === "opened" ? found.alarm.opened_at : 0;
  expect(Math.abs(opened - FAULT_AT)).toBeLessThan(30 * MINUTE_MS);
});

test("a history that is still off at its end opens one alarm, with its true beginning", () => {
  const began = NOW - 3 * HOUR_MS;
  const monitor = freshMonitor();
  expect(monitor.observe(history((at) => (at >= began ? 12 : 0)))).toEqual([]);
  const now = history(() => 12, NOW + FIVE_MINUTES).slice(-1);
  const live = now.map(({ arrived_at: _, ...reading }) => reading);
  const findings = monitor.observe(live);
  expect(findings).toMatchObject([{ kind: "opened", alarm: { state: "new", metric: "oil_temp_c" } }]);
  const [found] = findings;
  const opened = found?.kind === "opened" ? found.alarm.opened_at : 0;
  expect(Math.abs(opened - began)).toBeLessThan(30 * MINUTE_MS);
});

test("a fault of the past that a live reading shows to be over is a finding", () => {
  const began = NOW - 3 * HOUR_MS;
  const monitor = freshMonitor();
  monitor.observe(history((at) => (at >= began ? 12 : 0)));
  const calm = Array.from({ length: 60 }, (_, i) => history(() => 0, NOW + (i + 1) * FIVE_MINUTES).at(-1)!);
  const findings = monitor.observe(calm.map(({ arrived_at: _, ...reading }) => reading));
  expect(findings.filter(({ kind }) => kind === "opened")).toMatchObject([
    { alarm: { metric: "oil_temp_c" } },
  ]);
});
