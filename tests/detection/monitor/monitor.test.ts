import { expect, test } from "bun:test";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";
import { kinds, leak, opened, readings, start } from "./readings";
import { reasonOf } from "../../support/words";

test("a metric that leaves its normal opens one alarm, which says what, how far and how sure", () => {
  const monitor = start();
  const findings = monitor.observe([...readings(0, 300), ...readings(300, 340, leak)]);
  const [alarm, ...others] = opened(findings);
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({
    id: "alarm-1",
    machine_id: "p1",
    machine_name: "Pump-1",
    state: "new",
    severity: "warning",
    anomaly_type: "power_anomaly",
    metric: "power_kw",
    value: 65,
    unit: "kW",
    origin: "live",
    opened_at: 304 * SECOND_MS,
    detection_method: "mewma",
  });
  expect(alarm!.expected_value).toBeCloseTo(50, 0);
  expect(alarm!.deviation_percent).toBeCloseTo(30, 0);
  expect(alarm!.score).toBeGreaterThan(1);
  expect(reasonOf(alarm!)).toMatch(
    /^Power 65 kW, (29|30|31) % above expected (49|50)[.\d]*; since 00:05:0\d$/,
  );
  expect(alarm!.contributors!.map(({ metric }) => metric)).toEqual(["power_kw", "pressure_bar"]);
  expect(alarm!.contributors![0]!.share).toBeGreaterThan(0.9);
  expect(findings[1]).toMatchObject({ kind: "worsened", severity: "critical", metric: "power_kw" });
});

test("a spike is no alarm, however high", () => {
  const monitor = start();
  monitor.observe(readings(0, 300));
  const spiky = readings(300, 900, (i) => (i % 100 === 50 ? { metrics: { power_kw: 5000 } } : {}));
  expect(monitor.observe(spiky)).toEqual([]);
  expect(opened(monitor.observe(readings(900, 920, leak)))).toHaveLength(1);
});

test("a small shift is a warning, and it worsens to critical when it grows", () => {
  const monitor = start();
  monitor.observe(readings(0, 3000));
  const findings = monitor.observe(
    readings(3000, 3200, (i) => ({ metrics: { power_kw: i < 3100 ? 51.4 : 56 } })),
  );
  expect(opened(findings).map(({ severity }) => severity)).toEqual(["warning"]);
  const critical = findings.find((f) => f.kind === "worsened" && f.severity === "critical");
  expect(critical).toMatchObject({ anomaly_id: "alarm-1", metric: "power_kw", value: 56 });
  expect(critical?.kind === "worsened" && reasonOf(critical)).toMatch(/^Power 56 kW, 1\d % above/);
});

test("a fault that keeps growing is reported again at most once a minute, each time a fifth worse", () => {
  const monitor = start();
  monitor.observe(readings(0, 500));
  const findings = monitor.observe(
    readings(500, 800, (i) => ({ metrics: { power_kw: 60 + (i - 500) / 5 } })),
  );
  const reported = findings.flatMap((f) => (f.kind === "worsened" ? [f] : []));
  expect(reported.length).toBeGreaterThan(1);
  reported.slice(1).forEach((f, index) => {
    expect(f.at - reported[index]!.at).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(f.score).toBeGreaterThanOrEqual(1.2 * reported[index]!.score);
  });
});

test("a fault that hardly changes is reported again only while its score builds up", () => {
  const monitor = start();
  monitor.observe(readings(0, 500));
  const steady = readings(500, 1100, (i) => ({ metrics: { power_kw: i < 700 ? 65 : 66 } }));
  const reported = monitor.observe(steady);
  expect(opened(reported)).toHaveLength(1);
  expect(reported.filter((f) => f.kind !== "opened" && f.at > 600 * SECOND_MS)).toEqual([]);
});

test("an alarm clears when the machine is back to normal and stays so, not before", () => {
  const monitor = start();
  monitor.observe([...readings(0, 300), ...readings(300, 400, leak)]);
  expect(monitor.observe(readings(400, 411))).toEqual([]);
  expect(monitor.observe(readings(411, 600))).toMatchObject([{ kind: "cleared", anomaly_id: "alarm-1" }]);
});

test("a fault that comes and goes every two minutes for an hour is at most two alarms", () => {
  const monitor = start();
  monitor.observe(readings(0, 300));
  const flapping = readings(300, 3900, (i) => (i % 120 < 20 ? leak() : {}));
  const reported = kinds(monitor.observe(flapping)).filter((kind) => kind !== "worsened");
  expect(reported).toEqual(["opened", "cleared", "opened"]);
});

test("several metrics of one machine that deviate together are one alarm, named by the worst", () => {
  const monitor = start();
  monitor.observe(readings(0, 300));
  const findings = monitor.observe(
    readings(300, 360, () => ({ metrics: { power_kw: 58, pressure_bar: 12 } })),
  );
  expect(opened(findings).map(({ metric }) => metric)).toEqual(["pressure_bar"]);
});

test("a fault that shows only in one mode of a cycle is found although the others interrupt it", () => {
  const monitor = start();
  const molding = (i: number, factor = 1) => ({
    mode: i % 6 < 2 ? "heating" : "cooling",
    metrics: { power_kw: (i % 6 < 2 ? 100 * factor : 40) + (i % 7) / 2 },
  });
  expect(monitor.observe(readings(0, 1000, (i) => molding(i)))).toEqual([]);
  expect(opened(monitor.observe(readings(1000, 1020, (i) => molding(i, 1.4))))).toHaveLength(1);
  expect(kinds(monitor.observe(readings(1020, 1400, (i) => molding(i))))).toContain("cleared");
});

test("a fault that has ended in one mode of a cycle is not alarmed again by another mode's memory", () => {
  const monitor = start();
  const phases = (i: number, off = 0) => {
    const runs = i % 60 < 40;
    return { mode: runs ? "running" : "idle", metrics: { power_kw: (runs ? 50 : 14) + off + (i % 7) / 4 } };
  };
  expect(monitor.observe(readings(0, 1200, (i) => phases(i)))).toEqual([]);
  const leaking = monitor.observe(readings(1200, 1500, (i) => phases(i, 6)));
  expect(opened(leaking)).toHaveLength(1);
  const after = monitor.observe(readings(1500, 2400, (i) => phases(i)));
  expect(kinds(after)).toEqual(["cleared"]);
});

test("names that mean something to JavaScript are metrics like any other", () => {
  const monitor = start();
  const strange = (i: number) => ({
    mode: "constructor",
    metrics: { constructor: i < 300 ? 5 : 9, toString: 1 },
  });
  expect(opened(monitor.observe(readings(0, 320, strange))).map(({ metric }) => metric)).toEqual([
    "constructor",
  ]);
});

test("a reading that cannot be judged does not stop the others", () => {
  const failures: string[] = [];
  const broken = (id: string) => {
    if (id === "p2") throw new Error("no limits");
    return undefined;
  };
  const faulty = readings(0, 220, (i) => (i >= 200 ? { metrics: { power_kw: 90 } } : {}));
  const mixed = faulty.flatMap((reading) => [{ ...reading, machine_id: "p2" }, reading]);
  const monitor = start({ limits: broken, onFailure: (error, id) => failures.push(`${id}: ${error}`) });
  expect(monitor.observe(mixed)).toEqual(start().observe(faulty));
  expect(failures).toEqual(Array(220).fill("p2: Error: no limits"));
  expect(monitor.silences(1e9)).toEqual([]);
  expect(failures).toHaveLength(221);
});
