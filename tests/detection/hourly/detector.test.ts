import { expect, test } from "bun:test";
import { createMonitor } from "../../../src/detection/monitor/monitor";
import { createRandom } from "../../../src/math/random";
import type { Finding } from "../../../src/domain/alarm/alarm";
import type { Reading } from "../../../src/domain/machine/reading";

const EVERY_MS = 5 * 60_000;
const DAY_READINGS = 288;

/** A count every five minutes that is high by day and low by night. */
function visitors(from: number, to: number, odd: (i: number) => number | undefined = () => undefined) {
  const chance = createRandom(from + 1);
  return Array.from({ length: to - from }, (_, index): Reading => {
    const i = from + index;
    const byDay = i % DAY_READINGS >= 96 && i % DAY_READINGS < 240;
    const value = odd(i) ?? (byDay ? 500 : 100) + 20 * (chance() + chance() + chance() - 1.5);
    return { machine_id: "gate", at: i * EVERY_MS, mode: null, metrics: { visitors: value } };
  });
}

const start = (states: ReadonlyMap<string, unknown> = new Map()) =>
  createMonitor({ machine: () => undefined, open: [], states, newId: () => "alarm" });
const opened = (findings: Finding[]) => findings.flatMap((f) => (f.kind === "opened" ? [f.alarm] : []));

/** Four in the night of the eleventh day, after ten days as they should be. */
const NIGHT = 10 * DAY_READINGS + 48;

test("a metric that comes alone and seldom is compared with its hour: a day's count at night is an alarm", () => {
  const monitor = start();
  monitor.observe(visitors(0, NIGHT));
  const [alarm] = opened(monitor.observe(visitors(NIGHT, NIGHT + 6, () => 900)));
  expect(alarm).toMatchObject({ detection_method: "hour_residual", metric: "visitors", value: 900 });
  expect(alarm!.expected_value! / 100).toBeCloseTo(1, 0);
});

test("ten days as they should be raise at most one alarm in two days", () => {
  const monitor = start();
  monitor.observe(visitors(0, 10 * DAY_READINGS));
  const quiet = monitor.observe(visitors(10 * DAY_READINGS, 20 * DAY_READINGS));
  expect(opened(quiet).length).toBeLessThanOrEqual(5);
});

test("the band is that of the hour", () => {
  const monitor = start();
  monitor.observe(visitors(0, NIGHT));
  expect(monitor.band("gate", "visitors")!.high).toBeLessThan(400);
  expect(monitor.band("gate", "power_kw")).toBeUndefined();
});

test("a restart at any time changes nothing, in the middle of learning too", () => {
  const all = visitors(0, NIGHT + 30, (i) => (i >= NIGHT ? 900 : undefined));
  const whole = start().observe(all);
  expect(opened(whole).length).toBeGreaterThan(0);
  for (const cut of [40, 150, NIGHT - 10]) {
    const first = start();
    const before = first.observe(all.slice(0, cut));
    const states = new Map(JSON.parse(JSON.stringify([...first.snapshot()])) as [string, unknown][]);
    expect([...before, ...start(states).observe(all.slice(cut))]).toEqual(whole);
  }
});

test("readings of before 1970 are judged like any others, by the hour they were read in", () => {
  const monitor = start();
  const all = visitors(0, NIGHT + 6, (i) => (i >= NIGHT ? 900 : undefined));
  const earlier = all.map((reading) => ({ ...reading, at: reading.at - 100 * DAY_READINGS * EVERY_MS }));
  const found = monitor.observe(earlier);
  expect(opened(found).map(({ opened_at }) => opened_at)).toEqual(
    opened(start().observe(all)).map(({ opened_at }) => opened_at - 100 * DAY_READINGS * EVERY_MS),
  );
});
