import { expect, test } from "bun:test";
import { freshMonitor } from "../fresh_monitor";
import type { Reading } from "../../../src/domain/machine/reading";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";

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

const HALF_MINUTE = 30 * SECOND_MS;

/**
 * Half-minute readings of a press that was judged for five hours; then it was cut off, and is hot until now.
 */
function cutOff(hours: number, metrics: (i: number, hot: number) => Record<string, number>) {
  const live = (5 * HOUR_MS) / HALF_MINUTE;
  const missed = (hours * HOUR_MS) / HALF_MINUTE;
  const began = NOW - missed * HALF_MINUTE;
  const reading = (i: number, hot: number): Reading => ({
    ...{ machine_id: "press", mode: null, at: began + (i - live) * HALF_MINUTE, metrics: metrics(i, hot) },
  });
  return {
    began,
    live: Array.from({ length: live }, (_, i) => reading(i, 0)),
    backlog: Array.from({ length: missed }, (_, i) => ({ ...reading(live + i, 12), arrived_at: NOW })),
    after: (hot: number) => Array.from({ length: 40 }, (_, i) => reading(live + missed + i, hot)),
  };
}

const oilAndPower = (i: number, hot: number) => ({
  oil_temp_c: 45 + Math.sin(i * 1.7) + hot,
  power_kw: 50 + Math.cos(i * 2.3),
});

test.each([
  ["several metrics", oilAndPower],
  ["a lone one", (i: number, hot: number) => ({ oil_temp_c: 45 + Math.sin(i * 1.7) + hot })],
])(
  "a backlog of a fault that lasts, in %s, is an alarm since its beginning, and no new normal",
  (_, each) => {
    const { began, live, backlog, after } = cutOff(12, each);
    const monitor = freshMonitor();
    expect(monitor.observe(live)).toEqual([]);
    const before = monitor.band("press", "oil_temp_c")!;
    expect(monitor.observe(backlog)).toEqual([]);
    expect(monitor.band("press", "oil_temp_c")!.high).toBeLessThan(before.high + 3);
    const [found] = monitor.observe(after(12));
    expect(found).toMatchObject({ kind: "opened", alarm: { state: "new", metric: "oil_temp_c" } });
    expect(found?.kind === "opened" && Math.abs(found.alarm.opened_at - began)).toBeLessThan(10 * MINUTE_MS);
    const cleared = monitor.observe(after(0).map((reading) => ({ ...reading, at: reading.at + HOUR_MS })));
    expect(cleared).toMatchObject([{ kind: "cleared" }]);
  },
);

test("the same backlog of a machine that was never judged teaches its normal", () => {
  const { backlog, after } = cutOff(12, oilAndPower);
  const monitor = freshMonitor();
  expect([...monitor.observe(backlog), ...monitor.observe(after(12))]).toEqual([]);
});
