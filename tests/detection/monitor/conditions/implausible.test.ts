import { expect, test } from "bun:test";
import type { Limit } from "../../../../src/domain/alarm/machine_limits";
import type { Mark, Reading } from "../../../../src/domain/machine/reading";
import { MINUTE_MS, SECOND_MS } from "../../../../src/domain/time_units";
import { kinds, opened, start } from "../readings";
import { reasonOf } from "../../../support/words";

const limit: Limit = { metric: "power_kw", severity: "critical", high: 80 };
const limits = () => ({ metrics: [limit] });

const at = (second: number, metrics: Record<string, number>, marked?: Record<string, Mark>): Reading => ({
  machine_id: "p1",
  at: second * SECOND_MS,
  mode: null,
  metrics,
  ...(marked ? { marked } : {}),
});
const sentinel = (second: number, metric = "power_kw", value = -32768) =>
  at(second, {}, { [metric]: { quality: "implausible", value } });
const good = (from: number, to: number, metrics: Record<string, number> = { power_kw: 50 }) =>
  Array.from({ length: to - from }, (_, i) => at(from + i, metrics));

test("an implausible value is an alarm of its own, which says which and what", () => {
  const [alarm, ...others] = opened(start({ limits }).observe([...good(0, 5), sentinel(5)]));
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({
    severity: "warning",
    anomaly_type: "implausible_value",
    detection_method: "plausibility",
    metric: "power_kw",
    value: -32768,
    expected_value: null,
    unit: "kW",
    cause: { kind: "implausible", metric: "power_kw", value: -32768, since: 5000 },
  });
  expect(reasonOf(alarm!)).toMatch(/^Power -?.?32.768 kW is implausible; since 00:00:05$/);
});

test("it clears by good values of its metric only, and by no others", () => {
  const monitor = start({ limits });
  monitor.observe([sentinel(0), sentinel(1), sentinel(1)]);
  expect(monitor.observe(good(2, 100, { oil_bar: 2 }))).toEqual([]);
  expect(kinds(monitor.observe(good(100, 111)))).toEqual(["cleared"]);
});

test("another metric joins it, and then both have to be good", () => {
  const monitor = start();
  monitor.observe([sentinel(0)]);
  expect(monitor.observe([sentinel(1, "oil_bar", 1e308), sentinel(2, "oil_bar", 1e308)])).toMatchObject([
    { kind: "worsened", joined: true, metric: "oil_bar", value: 1e308 },
  ]);
  expect(monitor.observe(good(3, 30))).toEqual([]);
  expect(kinds(monitor.observe(good(30, 41, { oil_bar: 2 })))).toEqual(["cleared"]);
});

test("it neither opens, clears nor confirms the alarm of its machine, and is kept beside it", () => {
  const monitor = start({ limits });
  const first = opened(
    monitor.observe([...good(0, 3, { power_kw: 90 }), sentinel(3, "power_kw", 4294967.295)]),
  );
  expect(first.map(({ detection_method }) => detection_method)).toEqual(["limit", "plausibility"]);
  expect(monitor.observe(Array.from({ length: 60 }, (_, i) => sentinel(4 + i)))).toEqual([]);
  const cleared = monitor.observe(good(100, 111));
  expect(cleared.map((f) => f.kind === "cleared" && f.anomaly_id)).toEqual(["alarm-2", "alarm-1"]);
});

test("a restart continues both alarms of a machine, with and without their states", () => {
  for (const isLost of [false, true]) {
    const first = start({ limits });
    const open = opened(first.observe([at(0, { power_kw: 90 }), sentinel(1)]));
    const states = isLost ? new Map<string, unknown>() : first.snapshot();
    const monitor = start({ limits, open: open.toReversed(), states, newId: () => "another" });
    expect(monitor.observe([at(2, { power_kw: 91 }), sentinel(3)])).toEqual([]);
    expect(monitor.observe(good(4, 16)).map((f) => f.kind === "cleared" && f.anomaly_id)).toEqual([
      "alarm-2",
      "alarm-1",
    ]);
  }
});

test("resolved or called false it is over, and nothing is learned of it", () => {
  const monitor = start();
  const [alarm] = opened(monitor.observe([sentinel(0)]));
  expect(monitor.falseAlarm(alarm!, 1)).toEqual([]);
  const [next] = opened(monitor.observe([sentinel(2)]));
  monitor.forget(next!.id);
  expect(opened(monitor.observe([sentinel(3)]))).toHaveLength(1);
});

test("a mark of the past, or older than its series' good value, is no alarm", () => {
  const monitor = start();
  monitor.observe(good(100, 101));
  expect(monitor.observe([sentinel(99), { ...sentinel(120), arrived_at: 120 * MINUTE_MS }])).toEqual([]);
});
