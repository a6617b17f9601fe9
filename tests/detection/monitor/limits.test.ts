import { expect, test } from "bun:test";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";
import { reasonOf } from "../../support/words";
import { kinds, opened, readings, start } from "./readings";

const above8 = { kind: "limit", metric: "pressure_bar", value: 9, side: "above", limit: 8 };

test("an operator's limit raises an alarm at once, learned or not, with the limit as the cause", () => {
  const limits = () => ({ metrics: [{ metric: "pressure_bar", severity: "critical" as const, high: 8 }] });
  const monitor = start({ limits });
  const findings = monitor.observe(
    readings(0, 60, (i) => ({ metrics: { pressure_bar: i >= 10 && i < 20 ? 9 : 7 } })),
  );
  expect(findings).toMatchObject([
    {
      kind: "opened",
      alarm: {
        opened_at: 10 * SECOND_MS,
        severity: "critical",
        metric: "pressure_bar",
        detection_method: "limit",
        cause: { ...above8, since: 10 * SECOND_MS },
        expected_value: 8,
        deviation_sd: null,
      },
    },
    { kind: "cleared", anomaly_id: "alarm-1" },
  ]);
});

test("a limit that breaks during another alarm is reported at once, with its own cause and time", () => {
  const metrics = [
    { metric: "pressure_bar", severity: "warning" as const, high: 8 },
    { metric: "oil_bar", severity: "critical" as const, low: 1 },
  ];
  const monitor = start({ limits: () => ({ metrics }) });
  const off = (i: number) => ({
    metrics: {
      power_kw: 65,
      pressure_bar: i >= 340 && i < 360 ? 9 : 7,
      oil_bar: i >= 350 && i < 355 ? 0.5 : 2,
    },
  });
  const normal = () => ({ metrics: { oil_bar: 2 } });
  monitor.observe(readings(0, 300, normal));
  const findings = monitor.observe(readings(300, 380, off));
  expect(kinds(findings)[0]).toBe("opened");
  const reported = findings.flatMap((f) => (f.kind === "worsened" && f.joined ? [f] : []));
  expect(reported).toMatchObject([
    {
      at: 340 * SECOND_MS,
      severity: "warning",
      metric: "pressure_bar",
      cause: { ...above8, since: 340 * SECOND_MS },
    },
    { at: 350 * SECOND_MS, severity: "critical", metric: "oil_bar" },
  ]);
  expect(reasonOf(reported[1]!)).toEndWith("below its limit of 1 bar; since 00:05:50");
  const again = monitor.observe(
    readings(380, 382, () => ({ metrics: { power_kw: 65, pressure_bar: 9, oil_bar: 2 } })),
  );
  expect(again).toMatchObject([{ joined: true, at: 380 * SECOND_MS }]);
  expect(again[0]).toHaveProperty("cause.since", 380 * SECOND_MS);
  const flicker = (i: number) => ({
    metrics: { power_kw: 65, pressure_bar: i % 30 === 0 ? 9 : 7, oil_bar: 2 },
  });
  expect(
    monitor.observe(readings(382, 700, flicker)).filter((f) => f.kind === "worsened" && f.joined),
  ).toEqual([]);
});

test("an alarm ends with the limit that raised it, at the next reading", () => {
  let metrics = [{ metric: "pressure_bar", severity: "critical" as const, high: 8 }];
  const monitor = start({ limits: () => ({ metrics }) });
  const high = (from: number, to: number) =>
    monitor.observe(readings(from, to, () => ({ metrics: { pressure_bar: 9 } })));
  expect(high(0, 20).map(({ kind }) => kind)).toEqual(["opened"]);
  metrics = [];
  expect(high(20, 21).map(({ kind }) => kind)).toEqual(["cleared"]);
});

test("a machine that sends again ends its silence, and a limit that it breaks is another alarm", () => {
  const metrics = [{ metric: "pressure_bar", severity: "critical" as const, high: 8 }];
  const monitor = start({ limits: () => ({ metrics, silent_minutes: 5 }) });
  monitor.observe(readings(0, 60));
  const [silent] = opened(monitor.silences(6 * MINUTE_MS));
  const findings = monitor.observe(readings(600, 601, () => ({ metrics: { pressure_bar: 9 } })));
  expect(findings).toMatchObject([
    { kind: "cleared", anomaly_id: silent!.id, at: 600 * SECOND_MS },
    { kind: "opened", alarm: { severity: "critical", opened_at: 600 * SECOND_MS, metric: "pressure_bar" } },
  ]);
  expect(reasonOf(opened(findings)[0]!)).toEndWith("above its limit of 8 bar; since 00:10:00");
});

test("a silent machine is one alarm until it sends again", () => {
  const monitor = start({ limits: () => ({ metrics: [], silent_minutes: 5 }) });
  monitor.observe(readings(0, 60));
  expect(monitor.silences(4 * MINUTE_MS)).toEqual([]);
  expect(monitor.silences(6 * MINUTE_MS)).toMatchObject([
    { kind: "opened", alarm: { cause: { kind: "silence", metric: null, since: 59 * SECOND_MS } } },
  ]);
  expect(monitor.silences(7 * MINUTE_MS)).toEqual([]);
  expect(monitor.observe(readings(600, 700))).toMatchObject([{ kind: "cleared" }]);
});

test("the reason of one minute of silence is singular", () => {
  const monitor = start({ limits: () => ({ metrics: [], silent_minutes: 1 }) });
  monitor.observe(readings(0, 60));
  expect(reasonOf(opened(monitor.silences(2 * MINUTE_MS))[0]!)).toStartWith("No reading for 1 minute;");
});

test("a machine is not silent in maintenance, nor before the server listened", () => {
  const monitor = start({ limits: () => ({ metrics: [], silent_minutes: 5 }) });
  monitor.observe(readings(0, 60));
  expect(monitor.silences(6 * MINUTE_MS, 2 * MINUTE_MS)).toEqual([]);
  monitor.observe(readings(60, 61, () => ({ mode: "maintenance", metrics: { power_kw: 0 } })));
  expect(monitor.silences(60 * MINUTE_MS)).toEqual([]);
  monitor.observe(readings(61, 62));
  expect(monitor.silences(60 * MINUTE_MS)).toHaveLength(1);
});
