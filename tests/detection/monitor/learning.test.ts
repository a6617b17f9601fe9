import { expect, test } from "bun:test";
import { createRandom } from "../../../src/math/random";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { asksIfNormal } from "../../../src/domain/alarm/still_so";
import { MINUTE_MS, SECOND_MS } from "../../../src/domain/time_units";
import { kinds, leak, opened, readings, slow, start } from "./readings";

test("nothing is judged before 100 readings of a series", () => {
  const early = [...readings(0, 60), ...readings(60, 99, leak)];
  expect(start().observe(early)).toEqual([]);
  expect(kinds(start().observe([...readings(0, 100), ...readings(100, 140, leak)]))).toContain("opened");
});

test("progress is a share of those 100 readings, without those in maintenance", () => {
  const monitor = start();
  expect(monitor.learned("p1")).toBe(0);
  monitor.observe([...readings(0, 40), ...readings(40, 60, () => ({ mode: "maintenance" }))]);
  expect(monitor.learned("p1")).toBe(0.4);
  expect(monitor.band("p1", "power_kw")).toBeUndefined();
  monitor.observe(readings(60, 500));
  expect(monitor.learned("p1")).toBe(1);
});

test("a lone spike does not make the normal wider", () => {
  const monitor = start();
  monitor.observe(readings(0, 500));
  const before = monitor.band("p1", "power_kw")!;
  monitor.observe(readings(500, 520, (i) => ({ metrics: { power_kw: i === 510 ? 900 : 50 } })));
  expect(monitor.band("p1", "power_kw")!.high).toBeCloseTo(before.high, 0);
});

test("a temperature that creeps up and down raises no alarm, a leap of it does", () => {
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

test("the weather raises no alarm", () => {
  const monitor = start();
  expect(
    monitor.observe(readings(0, 400, (i) => ({ metrics: { outdoor_temp_c: i < 300 ? 10 : 35 } }))),
  ).toEqual([]);
});

test("readings in maintenance, at fault or offline are neither compared with the normal nor learned", () => {
  const monitor = start();
  monitor.observe(readings(0, 300));
  const before = monitor.band("p1", "power_kw");
  for (const [i, mode] of ["Maintenance", "OFFLINE", "fault"].entries()) {
    const off = readings(300 + 100 * i, 400 + 100 * i, () => ({ mode, metrics: { power_kw: 0 } }));
    expect(opened(monitor.observe(off)).map(({ detection_method }) => detection_method)).toEqual(
      mode === "fault" ? ["mode"] : [],
    );
  }
  expect(monitor.band("p1", "power_kw")).toEqual(before);
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

/**
 * Ten-second readings of a machine in two shifts: speed and power step at once, the temperature follows late.
 */
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

test("an alarm that a limit opened and a detector joined asks after 8 h, one of a limit alone does not", () => {
  const limited = { metrics: [{ metric: "power_kw", severity: "critical", high: 55 } as const] };
  const asks = (monitor: ReturnType<typeof start>, from: number) => {
    const findings = monitor.observe(slow(from, from + 3500, 60));
    const [alarm] = opened(findings);
    expect(alarm?.detection_method).toBe("limit");
    const shown = findings.reduce<Alarm>(
      (shown, finding) =>
        finding.kind === "worsened"
          ? {
              ...shown,
              deviation_sd: finding.deviation_sd,
              peak_score: Math.max(shown.peak_score ?? 0, finding.score),
              updated_at: finding.at,
            }
          : shown,
      alarm!,
    );
    return asksIfNormal(shown);
  };
  const learned = start({ limits: () => limited });
  learned.observe(slow(0, 300, 40));
  expect(asks(learned, 300)).toBe(true);
  expect(asks(start({ limits: () => limited, learning: 1e6 }), 300)).toBe(false);
});

test("an alarm does not become normal by itself, however long it lasts; a person makes it so", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const findings = monitor.observe(slow(300, 3800, 60));
  expect(kinds(findings).filter((kind) => kind !== "worsened")).toEqual(["opened"]);
  const asked = findings.at(-1)!;
  expect(asked).toMatchObject({ kind: "worsened", metric: "power_kw" });
  expect(asked).not.toHaveProperty("joined");
  const [alarm] = opened(findings);
  expect(asked.kind === "worsened" && (asked.at - alarm!.opened_at) / MINUTE_MS).toBeCloseTo(8 * 60, 1);
  expect(monitor.acceptAsNormal("p1", 3800 * 10 * SECOND_MS)).toMatchObject([{ kind: "cleared" }]);
  // Both are known now.
  monitor.observe(slow(3800, 4400, 60));
  expect(monitor.observe([...slow(4400, 4500, 40), ...slow(4500, 4600, 60)])).toEqual([]);
  expect(opened(monitor.observe(slow(4600, 4700, 400)))).toHaveLength(1);
});

test("slow drift is followed, and the expectation with it", () => {
  const monitor = start();
  monitor.learn(readings(0, 3000));
  const drifting = readings(3000, 30_000, (i) => ({
    metrics: { power_kw: 50 + (i - 3000) / 18_000 + Math.sin(i * 1.7) },
  }));
  expect(monitor.observe(drifting)).toEqual([]);
  const { low, high } = monitor.band("p1", "power_kw")!;
  expect((low + high) / 2).toBeGreaterThan(50.3);
});

test("a fault that grows slowly under the alarm does not become normal", () => {
  const monitor = start();
  monitor.learn(readings(0, 3000));
  const before = monitor.band("p1", "power_kw")!;
  monitor.observe(readings(3000, 3600, (i) => ({ metrics: { power_kw: 50.8 + Math.sin(i * 1.7) } })));
  const after = monitor.band("p1", "power_kw")!;
  expect((after.low + after.high) / 2).toBeCloseTo((before.low + before.high) / 2, 1);
});

test("the past is learned without an alarm, and the present is judged by it at once", () => {
  const monitor = start();
  monitor.learn([...readings(0, 300), ...readings(300, 340, leak)]);
  expect(monitor.learned("p1")).toBe(1);
  expect(monitor.observe(readings(400, 500))).toEqual([]);
  expect(opened(monitor.observe(readings(500, 520, leak))).map(({ id }) => id)).toEqual(["alarm-1"]);
});

test("a normal learned from a reading a minute holds for a reading a second", () => {
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

test("a change of shift is no alarm once both shifts are known, however late the temperature follows", () => {
  const monitor = start();
  monitor.observe(shifts(0, 4000));
  expect(monitor.observe(shifts(4000, 12_000))).toEqual([]);
});

test("a fault soon after a change of shift is an alarm, and does not excuse the next one", () => {
  const monitor = start();
  monitor.observe(shifts(0, 12_000));
  const heavy = (i: number) => (i % 1000 >= 30 && i % 1000 < 80 ? { power_kw: 43 + (i % 5) / 5 } : {});
  for (const from of [12_000, 14_000])
    expect(opened(monitor.observe(shifts(from, from + 2000, heavy))).map(({ metric }) => metric)).toEqual([
      "power_kw",
      "power_kw",
    ]);
});

test("one metric at its night level by day is an alarm: a shift moves them all", () => {
  const monitor = start();
  monitor.observe(shifts(0, 4500));
  expect(
    opened(monitor.observe(shifts(4500, 4600, () => ({ power_kw: 20 })))).map(({ metric }) => metric),
  ).toEqual(["power_kw"]);
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
