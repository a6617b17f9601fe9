import { expect, test } from "bun:test";
import { createMonitor, type MonitorOptions } from "../../../src/detection/monitor/monitor";
import { createRandom } from "../../../src/math/random";
import type { Alarm, Finding } from "../../../src/domain/alarm/alarm";
import type { Machine } from "../../../src/domain/machine/machine";
import type { Reading } from "../../../src/domain/machine/reading";

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const PUMP = { id: "p1", name: "Pump-1", type: "pump" } as Machine;

function start(more: Partial<MonitorOptions> = {}) {
  let made = 0;
  const newId = () => `alarm-${++made}`;
  return createMonitor({
    machine: (id) => (id === "p1" ? PUMP : undefined),
    open: [],
    states: new Map(),
    newId,
    ...more,
  });
}

/** Seeded readings one second apart: power about 50 ± 1 kW, pressure about 7 ± 0.1 bar; `odd` replaces what it names. */
function readings(
  from: number,
  to: number,
  odd: (i: number) => Partial<Omit<Reading, "metrics">> & { metrics?: object } = () => ({}),
) {
  const chance = createRandom(from + 1);
  const noise = () => (chance() + chance() + chance() - 1.5) * 2;
  return Array.from({ length: to - from }, (_, index): Reading => {
    const i = from + index;
    const usual = { power_kw: 50 + noise(), pressure_bar: 7 + noise() / 10 };
    const { metrics, ...rest } = odd(i);
    return {
      machine_id: "p1",
      at: i * SECOND_MS,
      mode: "running",
      ...rest,
      metrics: { ...usual, ...metrics },
    };
  });
}

const kinds = (findings: Finding[]) => findings.map(({ kind }) => kind);
const opened = (findings: Finding[]): Alarm[] =>
  findings.flatMap((f) => (f.kind === "opened" ? [f.alarm] : []));
const leak = () => ({ metrics: { power_kw: 65 } });

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
  expect(alarm!.reason).toMatch(/^Power 65 kW, (29|30|31) % above expected (49|50)[.\d]*; since 00:05:0\d$/);
  expect(alarm!.contributors!.map(({ metric }) => metric)).toEqual(["power_kw", "pressure_bar"]);
  expect(alarm!.contributors![0]!.share).toBeGreaterThan(0.9);
  expect(findings[1]).toMatchObject({ kind: "worsened", severity: "critical", metric: "power_kw" });
});

test("nothing is judged before 100 readings of a metric", () => {
  const early = [...readings(0, 60), ...readings(60, 99, leak)];
  expect(start().observe(early)).toEqual([]);
  expect(kinds(start().observe([...readings(0, 100), ...readings(100, 140, leak)]))).toContain("opened");
});

test("learning is told as a share of those 100, readings of maintenance not counted", () => {
  const monitor = start();
  expect(monitor.learned("p1")).toBe(0);
  monitor.observe([...readings(0, 40), ...readings(40, 60, () => ({ mode: "maintenance" }))]);
  expect(monitor.learned("p1")).toBe(0.4);
  expect(monitor.band("p1", "power_kw")).toBeUndefined();
  monitor.observe(readings(60, 500));
  expect(monitor.learned("p1")).toBe(1);
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
  expect(critical).toMatchObject({ reason: expect.stringMatching(/^Power 56 kW, 1\d % above/) });
});

test("a fault that keeps growing is told again at most once a minute, each time a fifth worse", () => {
  const monitor = start();
  monitor.observe(readings(0, 500));
  const findings = monitor.observe(
    readings(500, 800, (i) => ({ metrics: { power_kw: 60 + (i - 500) / 5 } })),
  );
  const told = findings.flatMap((f) => (f.kind === "worsened" ? [f] : []));
  expect(told.length).toBeGreaterThan(1);
  told.slice(1).forEach((f, index) => {
    expect(f.at - told[index]!.at).toBeGreaterThanOrEqual(MINUTE_MS);
    expect(f.score).toBeGreaterThanOrEqual(1.2 * told[index]!.score);
  });
});

test("a fault that hardly changes is told again only while its score builds up", () => {
  const monitor = start();
  monitor.observe(readings(0, 500));
  const steady = readings(500, 1100, (i) => ({ metrics: { power_kw: i < 700 ? 65 : 66 } }));
  const told = monitor.observe(steady);
  expect(opened(told)).toHaveLength(1);
  expect(told.filter((f) => f.kind !== "opened" && f.at > 600 * SECOND_MS)).toEqual([]);
});

test("a lone spike does not make the normal wider", () => {
  const monitor = start();
  monitor.observe(readings(0, 500));
  const before = monitor.band("p1", "power_kw")!;
  monitor.observe(readings(500, 520, (i) => ({ metrics: { power_kw: i === 510 ? 900 : 50 } })));
  expect(monitor.band("p1", "power_kw")!.high).toBeCloseTo(before.high, 0);
});

test("a temperature that creeps up and down by itself raises nothing, a leap of it does", () => {
  const monitor = start();
  const chance = createRandom(11);
  let creep = 0;
  const creeping = (leap: number) => () => {
    creep = 0.99 * creep + (chance() - 0.5);
    return { metrics: { machine_temp_c: 60 + creep + leap } };
  };
  monitor.learn(readings(0, 6000, creeping(0)));
  expect(monitor.observe(readings(6000, 9000, creeping(0)))).toEqual([]);
  expect(opened(monitor.observe(readings(9000, 9060, creeping(30))))).toHaveLength(1);
});

test("the weather is no alarm", () => {
  const monitor = start();
  expect(
    monitor.observe(readings(0, 400, (i) => ({ metrics: { outdoor_temp_c: i < 300 ? 10 : 35 } }))),
  ).toEqual([]);
});

test("the alarm clears when the machine is back to normal and stays so, not before", () => {
  const monitor = start();
  monitor.observe([...readings(0, 300), ...readings(300, 400, leak)]);
  expect(monitor.observe(readings(400, 411))).toEqual([]);
  expect(monitor.observe(readings(411, 600))).toMatchObject([{ kind: "cleared", anomaly_id: "alarm-1" }]);
});

test("a fault that comes and goes every two minutes for an hour is at most two alarms", () => {
  const monitor = start();
  monitor.observe(readings(0, 300));
  const flapping = readings(300, 3900, (i) => (i % 120 < 20 ? leak() : {}));
  const told = kinds(monitor.observe(flapping)).filter((kind) => kind !== "worsened");
  expect(told).toEqual(["opened", "cleared", "opened"]);
});

test("several metrics of one machine that go off together are one alarm, named by the worst", () => {
  const monitor = start();
  monitor.observe(readings(0, 300));
  const findings = monitor.observe(
    readings(300, 360, () => ({ metrics: { power_kw: 58, pressure_bar: 12 } })),
  );
  expect(opened(findings).map(({ metric }) => metric)).toEqual(["pressure_bar"]);
});

test("readings in maintenance, at fault or offline are neither judged nor learned from", () => {
  const monitor = start();
  monitor.observe(readings(0, 300));
  const before = monitor.band("p1", "power_kw");
  for (const mode of ["maintenance", "fault", "offline"]) {
    expect(monitor.observe(readings(300, 400, () => ({ mode, metrics: { power_kw: 0 } })))).toEqual([]);
  }
  expect(monitor.band("p1", "power_kw")).toEqual(before!);
});

test("modes that alternate with every reading each have their own normal", () => {
  const cycle = (i: number, shift = 0) => ({
    mode: i % 2 ? "hold" : "build",
    metrics: { power_kw: (i % 2 ? 15 : 40) + shift + (i % 7) / 10 },
  });
  const monitor = start();
  expect(monitor.observe(readings(0, 1000, (i) => cycle(i)))).toEqual([]);
  expect(monitor.band("p1", "power_kw")!.high).toBeLessThan(20);
  expect(opened(monitor.observe(readings(1000, 1020, (i) => cycle(i, 8))))).toHaveLength(1);
});

test("counters and energies are not judged: they grow by themselves or repeat the power", () => {
  const monitor = start();
  const counting = (i: number) => ({ metrics: { production_count: i ** 2, energy_kwh: i ** 2 } });
  expect(monitor.observe(readings(0, 1000, counting))).toEqual([]);
});

/** Ten-second readings about a power. */
const slow = (from: number, to: number, kw: number) =>
  readings(from, to, (i) => ({ at: i * 10 * SECOND_MS, metrics: { power_kw: kw + (i % 9) / 10 } }));

test("an alarm does not learn itself away, but after a shift the machine's new way is accepted and remembered", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const findings = monitor.observe(slow(300, 3500, 60));
  expect(kinds(findings).filter((kind) => kind !== "worsened")).toEqual(["opened", "cleared"]);
  const lasted = findings.find((f) => f.kind === "cleared")!.at - opened(findings)[0]!.opened_at;
  expect(lasted / MINUTE_MS).toBeCloseTo(8 * 60, -1);
  expect(monitor.observe([...slow(3500, 3600, 40), ...slow(3600, 3700, 60)])).toEqual([]); // both are known now
  expect(opened(monitor.observe(slow(3700, 3800, 400)))).toHaveLength(1);
});

test("'this is normal now' clears the alarm, and the new way is not alarmed again", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const [alarm] = opened(monitor.observe(slow(300, 400, 60)));
  expect(monitor.acceptAsNormal("p1", 4_000_000)).toEqual([
    { kind: "cleared", anomaly_id: alarm!.id, at: 4_000_000 },
  ]);
  expect(monitor.observe([...slow(400, 500, 60), ...slow(500, 600, 40)])).toEqual([]);
  expect(monitor.acceptAsNormal("nobody", 0)).toEqual([]);
});

test("slow drift is followed, and what it has become is what is expected", () => {
  const monitor = start();
  monitor.learn(readings(0, 3000));
  const drifting = readings(3000, 30_000, (i) => ({
    metrics: { power_kw: 50 + (i - 3000) / 18_000 + Math.sin(i * 1.7) },
  }));
  expect(monitor.observe(drifting)).toEqual([]);
  const { low, high } = monitor.band("p1", "power_kw")!;
  expect((low + high) / 2).toBeGreaterThan(50.3);
});

test("a fault that grows slowly under the alarm does not teach itself as normal", () => {
  const monitor = start();
  monitor.learn(readings(0, 3000));
  const before = monitor.band("p1", "power_kw")!;
  monitor.observe(readings(3000, 3600, (i) => ({ metrics: { power_kw: 50.8 + Math.sin(i * 1.7) } })));
  const after = monitor.band("p1", "power_kw")!;
  expect((after.low + after.high) / 2).toBeCloseTo((before.low + before.high) / 2, 1);
});

test("an alarm called false is normal from now on, and one that is over makes the judge less strict", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const [alarm] = opened(monitor.observe(slow(300, 400, 60)));
  expect(monitor.falseAlarm(alarm!, 4_000_000)).toMatchObject([{ kind: "cleared", anomaly_id: alarm!.id }]);
  expect(monitor.observe(slow(400, 500, 60))).toEqual([]);
  const before = monitor.score("p1")!;
  expect(monitor.falseAlarm(alarm!, 5_000_000)).toEqual([]);
  monitor.observe(slow(499, 500, 60));
  expect(monitor.score("p1")!).toBeLessThan(before);
});

test("an alarm that was resolved by hand is not continued: a fault that goes on opens a new one", () => {
  const monitor = start();
  monitor.observe([...readings(0, 300), ...readings(300, 340, leak)]);
  monitor.forget("alarm-1");
  const findings = monitor.observe(readings(340, 400, leak));
  expect(opened(findings)).toMatchObject([{ id: "alarm-2", opened_at: 342 * SECOND_MS }]);
  monitor.forget("alarm-1"); // long gone: nothing happens
  expect(monitor.observe(readings(400, 600))).toMatchObject([{ kind: "cleared", anomaly_id: "alarm-2" }]);
});

test("the past teaches and opens nothing; what is odd now is judged by it at once", () => {
  const monitor = start();
  monitor.learn([...readings(0, 300), ...readings(300, 340, leak)]);
  expect(monitor.learned("p1")).toBe(1);
  expect(monitor.observe(readings(400, 500))).toEqual([]);
  expect(opened(monitor.observe(readings(500, 520, leak))).map(({ id }) => id)).toEqual(["alarm-1"]);
});

test("what was learned from a reading a minute judges a reading a second without false alarm", () => {
  const monitor = start();
  const minutes = readings(0, 3000).map((reading, i) => ({ ...reading, at: i * MINUTE_MS }));
  monitor.learn(minutes);
  const seconds = (from: number, to: number, odd?: typeof leak) =>
    readings(from, to, odd).map((reading, i) => ({
      ...reading,
      at: (3000 + from) * MINUTE_MS + i * SECOND_MS,
    }));
  expect(monitor.observe(seconds(0, 2000))).toEqual([]);
  expect(opened(monitor.observe(seconds(2000, 2040, leak)))).toHaveLength(1);
});

/** Ten-second readings of a machine in two shifts: speed and power step at once, the temperature follows late. */
function shifts(from: number, to: number, odd: (i: number) => object = () => ({})) {
  let heat = 1;
  return readings(from, to, (i) => {
    const busy = i % 2000 < 1000 ? 1 : 0.5;
    heat += (busy - heat) / 30;
    const metrics = {
      speed_percent: 100 * busy + (i % 3),
      power_kw: 40 * busy + (i % 5) / 5,
      machine_temp_c: 30 + 30 * heat,
    };
    return { at: i * 10 * SECOND_MS, metrics: { ...metrics, ...odd(i) } };
  });
}

test("a change of shift is no alarm once both shifts are known, however late the temperature follows", () => {
  const monitor = start();
  monitor.observe(shifts(0, 4000));
  expect(monitor.observe(shifts(4000, 12_000))).toEqual([]);
});

test("one metric at its night level by day is an alarm: a shift moves them all", () => {
  const monitor = start();
  monitor.observe(shifts(0, 4500));
  expect(
    opened(monitor.observe(shifts(4500, 4600, () => ({ power_kw: 20 })))).map(({ metric }) => metric),
  ).toEqual(["power_kw"]);
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

test("a fault that ended in one mode of a cycle is not alarmed again by what another mode remembers of it", () => {
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

test("a judge restarted from its snapshot finds exactly what one without a restart finds", () => {
  const day = [
    ...readings(0, 400),
    ...readings(400, 520, leak),
    ...readings(520, 900),
    ...readings(900, 950, leak),
  ];
  const whole = start().observe(day);
  expect(kinds(whole).filter((kind) => kind !== "worsened")).toEqual(["opened", "cleared", "opened"]);
  for (const cut of [50, 402, 460, 560, 903]) {
    const first = start();
    const before = first.observe(day.slice(0, cut));
    const states = new Map(JSON.parse(JSON.stringify([...first.snapshot()])) as [string, unknown][]);
    const ids = ["alarm-1", "alarm-2"].slice(opened(before).length);
    const open = kinds(before).includes("cleared") ? [] : opened(before);
    const after = start({ states, open, newId: () => ids.shift()! }).observe(day.slice(cut));
    expect([...before, ...after]).toEqual(whole);
  }
});

test("an open alarm whose state was lost still clears", () => {
  const first = start();
  const [alarm] = opened(first.observe([...readings(0, 300), ...readings(300, 340, leak)]));
  const monitor = start({ open: [alarm!] });
  expect(monitor.observe(readings(400, 700))).toMatchObject([{ kind: "cleared", anomaly_id: "alarm-1" }]);
});

test("an alarm that was resolved while the judge was away opens anew if the fault is still there", () => {
  const first = start();
  first.observe([...readings(0, 300), ...readings(300, 340, leak)]);
  const monitor = start({ states: first.snapshot(), newId: () => "alarm-2" });
  expect(opened(monitor.observe(readings(340, 360, leak))).map(({ id }) => id)).toEqual(["alarm-2"]);
});

test("a snapshot holds only machines touched since the last one, and does not change afterwards", () => {
  const monitor = start();
  monitor.observe(readings(0, 10));
  const snapshot = monitor.snapshot();
  const before = JSON.stringify(snapshot.get("p1"));
  expect(monitor.snapshot().size).toBe(0);
  monitor.observe(readings(10, 20));
  expect(JSON.stringify(snapshot.get("p1"))).toBe(before);
  expect([...monitor.snapshot().keys()]).toEqual(["p1"]);
});

test("a state that is not understood is no trouble: the machine is learned anew", () => {
  const monitor = start({
    states: new Map<string, unknown>([
      ["p1", { version: 99 }],
      ["p2", "?"],
    ]),
  });
  expect(monitor.observe(readings(0, 10))).toEqual([]);
  expect(monitor.learned("p1")).toBe(0.1);
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

test("a counter sent as the mode does not grow the state without end", () => {
  const monitor = start();
  const size = () => JSON.stringify([...monitor.snapshot()]).length;
  monitor.observe(readings(0, 1000, (i) => ({ mode: `batch-${i}` })));
  const before = size();
  monitor.observe(readings(1000, 4000, (i) => ({ mode: `batch-${i}` })));
  expect(size()).toBeLessThan(1.2 * before);
  expect(before).toBeLessThan(60_000);
});

test("a limit that an operator set alarms at once, learned or not, and is told as a limit", () => {
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
        reason: "Pressure 9 bar, above its limit of 8 bar; since 00:00:10",
        expected_value: 8,
        deviation_sd: null,
      },
    },
    { kind: "cleared", anomaly_id: "alarm-1" },
  ]);
});

test("a limit that breaks while another alarm is open is told at once, in its own words and from its own time", () => {
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
  const told = findings.flatMap((f) => (f.kind === "worsened" && f.joined ? [f] : []));
  expect(told).toMatchObject([
    {
      at: 340 * SECOND_MS,
      severity: "warning",
      metric: "pressure_bar",
      reason: "Pressure 9 bar, above its limit of 8 bar; since 00:05:40",
    },
    { at: 350 * SECOND_MS, severity: "critical", metric: "oil_bar" },
  ]);
  expect(told[1]!.reason).toEndWith("below its limit of 1 bar; since 00:05:50");
  const again = monitor.observe(
    readings(380, 382, () => ({ metrics: { power_kw: 65, pressure_bar: 9, oil_bar: 2 } })),
  );
  expect(again).toMatchObject([{ joined: true, at: 380 * SECOND_MS }]);
  expect(again[0]).toHaveProperty("reason", expect.stringContaining("since 00:06:20"));
  const flicker = (i: number) => ({
    metrics: { power_kw: 65, pressure_bar: i % 30 === 0 ? 9 : 7, oil_bar: 2 },
  });
  expect(
    monitor.observe(readings(382, 700, flicker)).filter((f) => f.kind === "worsened" && f.joined),
  ).toEqual([]);
});

test("a machine that sends again ends its silence at once, and a limit that it breaks is an alarm of its own", () => {
  const metrics = [{ metric: "pressure_bar", severity: "critical" as const, high: 8 }];
  const monitor = start({ limits: () => ({ metrics, silent_minutes: 5 }) });
  monitor.observe(readings(0, 60));
  const [silent] = opened(monitor.silences(6 * MINUTE_MS));
  const findings = monitor.observe(readings(600, 601, () => ({ metrics: { pressure_bar: 9 } })));
  expect(findings).toMatchObject([
    { kind: "cleared", anomaly_id: silent!.id, at: 600 * SECOND_MS },
    { kind: "opened", alarm: { severity: "critical", opened_at: 600 * SECOND_MS, metric: "pressure_bar" } },
  ]);
  expect(opened(findings)[0]!.reason).toEndWith("above its limit of 8 bar; since 00:10:00");
});

test("a limit that is taken away takes its alarm with it, at the next reading", () => {
  let metrics = [{ metric: "pressure_bar", severity: "critical" as const, high: 8 }];
  const monitor = start({ limits: () => ({ metrics }) });
  const high = (from: number, to: number) =>
    monitor.observe(readings(from, to, () => ({ metrics: { pressure_bar: 9 } })));
  expect(high(0, 20).map(({ kind }) => kind)).toEqual(["opened"]);
  metrics = [];
  expect(high(20, 21).map(({ kind }) => kind)).toEqual(["cleared"]);
});

test("a machine that fell silent is one alarm, until it sends again", () => {
  const monitor = start({ limits: () => ({ metrics: [], silent_minutes: 5 }) });
  monitor.observe(readings(0, 60));
  expect(monitor.silences(4 * MINUTE_MS)).toEqual([]);
  expect(monitor.silences(6 * MINUTE_MS)).toMatchObject([
    { kind: "opened", alarm: { reason: "No reading for 5 minutes; since 00:00:59" } },
  ]);
  expect(monitor.silences(7 * MINUTE_MS)).toEqual([]);
  expect(monitor.observe(readings(600, 700))).toMatchObject([{ kind: "cleared" }]);
});

test("one minute of silence is told as one", () => {
  const monitor = start({ limits: () => ({ metrics: [], silent_minutes: 1 }) });
  monitor.observe(readings(0, 60));
  expect(opened(monitor.silences(2 * MINUTE_MS))[0]?.reason).toStartWith("No reading for 1 minute;");
});

test("nobody is silent in maintenance, nor before anybody listened", () => {
  const monitor = start({ limits: () => ({ metrics: [], silent_minutes: 5 }) });
  monitor.observe(readings(0, 60));
  expect(monitor.silences(6 * MINUTE_MS, 2 * MINUTE_MS)).toEqual([]);
  monitor.observe(readings(60, 61, () => ({ mode: "maintenance", metrics: { power_kw: 0 } })));
  expect(monitor.silences(60 * MINUTE_MS)).toEqual([]);
  monitor.observe(readings(61, 62));
  expect(monitor.silences(60 * MINUTE_MS)).toHaveLength(1);
});

test("the floor's own clock is told where it is given", () => {
  const monitor = start({ clock: () => "noon" });
  const [alarm] = opened(monitor.observe([...readings(0, 300), ...readings(300, 340, leak)]));
  expect(alarm!.reason).toEndWith("; since noon");
});

test("a reading that cannot be judged costs itself alone", () => {
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
