import { expect, test } from "bun:test";
import type { Limit } from "../../../src/domain/alarm/machine_limits";
import type { Reading } from "../../../src/domain/machine/reading";
import { SECOND_MS } from "../../../src/domain/time_units";
import { kinds, leak, opened, readings, start } from "./readings";

const high = (metric: string, value: number): Limit => ({ metric, severity: "critical", high: value });
const limited = (...metrics: Limit[]) => start({ limits: () => ({ metrics }) });

const at = (second: number, metrics: Record<string, number>, more: Partial<Reading> = {}): Reading => ({
  machine_id: "p1",
  at: second * SECOND_MS,
  mode: null,
  metrics,
  ...more,
});
const each = (from: number, to: number, metrics: Record<string, number>, more: Partial<Reading> = {}) =>
  Array.from({ length: to - from }, (_, i) => at(from + i, metrics, more));

test("an alarm does not clear by readings without its metric, however many and however long", () => {
  const monitor = limited(high("temp_c", 80));
  expect(kinds(monitor.observe(each(0, 5, { temp_c: 95, power_kw: 10 })))).toEqual(["opened"]);
  expect(monitor.observe(each(5, 4000, { power_kw: 10 }))).toEqual([]);
  expect(monitor.observe(each(4000, 4010, { temp_c: 20 }))).toEqual([]);
  expect(monitor.observe(each(4010, 4011, { temp_c: 20 }))).toMatchObject([{ kind: "cleared" }]);
});

test("one metric a message: the alarm of one neither clears nor opens anew by messages of the others", () => {
  const monitor = limited(high("temp_c", 80), high("vibration_mm_s", 50));
  const turns = Array.from({ length: 900 }, (_, i) =>
    at(
      i,
      i % 20 === 0
        ? { temp_c: 95 }
        : { [`zone_${i % 20}`]: 10, ...(i % 20 === 1 ? { vibration_mm_s: 2 } : {}) },
    ),
  );
  expect(kinds(monitor.observe(turns))).toEqual(["opened"]);
});

test("an alarm about two metrics waits for good values of both", () => {
  const monitor = limited(high("temp_c", 80), high("vibration_mm_s", 5));
  const findings = monitor.observe(each(0, 5, { temp_c: 95, vibration_mm_s: 9 }));
  expect(findings[0]).toMatchObject({ kind: "opened" });
  expect(monitor.observe(each(5, 60, { temp_c: 20, vibration_mm_s: 9 }))).toEqual([]);
  expect(monitor.observe(each(60, 120, { temp_c: 20 }))).toEqual([]);
  expect(kinds(monitor.observe(each(120, 140, { vibration_mm_s: 1 })))).toEqual(["cleared"]);
});

test("what was learned of several metrics clears only by readings with those that the alarm is about", () => {
  const monitor = start();
  const oil = (i: number) => ({ oil_bar: 2 + (i % 7) / 50 });
  monitor.observe(readings(0, 400, (i) => ({ metrics: oil(i) })));
  const [alarm] = opened(
    monitor.observe(readings(400, 440, (i) => ({ metrics: { ...oil(i), ...leak().metrics } }))),
  );
  expect(alarm).toMatchObject({ metric: "power_kw" });
  const partial = readings(440, 1440, (i) => ({ metrics: oil(i) })).map(({ metrics, ...reading }) => ({
    ...reading,
    metrics: { pressure_bar: metrics.pressure_bar!, oil_bar: metrics.oil_bar! },
  }));
  expect(kinds(monitor.observe(partial))).not.toContain("cleared");
  const whole = readings(1440, 1600, (i) => ({ metrics: oil(i) }));
  expect(kinds(monitor.observe(whole)).at(-1)).toBe("cleared");
});

test("six deliveries of one outlier are one piece of evidence; another metric of that instant is its own", () => {
  const monitor = limited({ ...high("temp_c", 80), on_delay_seconds: 0 }, high("vibration_mm_s", 5));
  monitor.observe(readings(0, 300));
  const outlier = readings(300, 301, () => ({ metrics: { power_kw: 500, pressure_bar: 70 } }));
  expect(monitor.observe([...outlier, ...outlier, ...outlier, ...outlier, ...outlier, ...outlier])).toEqual(
    [],
  );
  const later = { ...outlier[0]!, metrics: { vibration_mm_s: 9 } };
  expect(monitor.observe([later, later])).toMatchObject([
    { kind: "opened", alarm: { metric: "vibration_mm_s" } },
  ]);
});

test("a series that lags others is judged; a value older than its own newest is none", () => {
  const monitor = limited(high("temp_c", 80), high("vibration_mm_s", 5));
  expect(monitor.observe([at(10, { temp_c: 20 }), at(7, { vibration_mm_s: 9 })])).toMatchObject([
    { kind: "opened", alarm: { metric: "vibration_mm_s", opened_at: 7 * SECOND_MS } },
  ]);
  expect(monitor.observe([at(9, { temp_c: 95 }), at(6, { vibration_mm_s: 1 })])).toEqual([]);
});

test("a stamp ahead of the clock is of now, and the right ones after it are not older", () => {
  const monitor = limited(high("temp_c", 80));
  const ahead = at(300, { temp_c: 20 }, { arrived_at: 10 * SECOND_MS });
  expect(monitor.observe([ahead, at(11, { temp_c: 200 })])).toMatchObject([
    { kind: "opened", alarm: { opened_at: 11 * SECOND_MS } },
  ]);
});

test("what is past opens, worsens and clears nothing; what is still off when it ends has its true since", () => {
  const monitor = limited(high("temp_c", 80), high("vibration_mm_s", 5));
  const past = { arrived_at: 10_000 * SECOND_MS };
  expect(monitor.observe(each(0, 60, { temp_c: 95 }, past))).toEqual([]);
  const [alarm] = opened(monitor.observe([at(9000, { temp_c: 96 })]));
  expect(alarm!.cause).toMatchObject({ kind: "limit", since: 0 });
  expect(monitor.observe(each(9100, 9200, { temp_c: 20, vibration_mm_s: 9 }, past))).toEqual([]);
  expect(kinds(monitor.observe([at(9300, { temp_c: 20, vibration_mm_s: 1 })]))).toEqual(["cleared"]);
});

test("values that are not good neither open an alarm nor clear one", () => {
  const monitor = limited(high("temp_c", 80));
  const bad = { marked: { temp_c: { quality: "bad", sent: "NaN" } } } as const;
  monitor.observe(each(0, 5, { temp_c: 95 }));
  expect(monitor.observe(each(5, 200, {}, bad))).toEqual([]);
});

test("an off-delay that somebody has set decides by itself, from the first good value on", () => {
  const monitor = limited({ ...high("temp_c", 80), off_delay_seconds: 60 });
  monitor.observe([at(0, { temp_c: 95 }), at(30, { temp_c: 20 })]);
  expect(monitor.observe([at(89, { temp_c: 20 })])).toEqual([]);
  expect(kinds(monitor.observe([at(90, { temp_c: 20 })]))).toEqual(["cleared"]);
});

test("under an alarm the hour of a slow metric learns nothing, and a person's word is learned at once", () => {
  const monitor = start();
  const gate = (from: number, to: number, visitors: number) =>
    Array.from({ length: to - from }, (_, i) =>
      at(300 * (from + i), { visitors: visitors + ((i * 7) % 11) }),
    );
  monitor.observe(gate(0, 900, 100));
  const before = monitor.band("p1", "visitors")!;
  // Outside all that it ever showed, for longer than 8 h: once more, "normal now?".
  expect(kinds(monitor.observe(gate(900, 1100, 900)))).toEqual(["opened", "worsened"]);
  expect(monitor.band("p1", "visitors")!.high).toBeLessThan(1.5 * before.high);
  monitor.acceptAsNormal("p1", 1100 * 300 * SECOND_MS);
  expect(monitor.band("p1", "visitors")!.high).toBeGreaterThan(300);
  expect(monitor.observe(gate(1100, 1200, 900))).toEqual([]);
});
