import { expect, test } from "bun:test";
import { createFloor } from "../../src/live/floor";
import type { Alarm } from "../../src/model/alarm";
import type { MetricUpdated } from "../../src/model/event";
import { MACHINE_DEFAULTS, type Machine } from "../../src/model/machine";

const machine = (id: string, change: Partial<Machine> = {}): Machine => ({
  ...MACHINE_DEFAULTS,
  id,
  name: id,
  created_at: 0,
  updated_at: 0,
  ...change,
});
const START = Date.parse("2026-11-23T10:00:00Z");
const value = (machine_id: string, metric: string, value: number, second = 0): MetricUpdated => ({
  event_type: "metric_updated",
  machine_id,
  metric,
  value,
  timestamp: new Date(START + second * 1000).toISOString(),
});
const alarm = (id: string, change: Partial<Alarm>) =>
  ({ id, machine_id: "m", state: "new", severity: "warning", opened_at: START, ...change }) as Alarm;

function floorWith(...ids: string[]) {
  const floor = createFloor(() => 1);
  ids.forEach((id) => floor.putMachine(machine(id)));
  return floor;
}

test("the power is a tile's main value, whatever came first; without one, what came first", () => {
  const floor = floorWith("m", "n");
  floor.putValue(value("m", "pressure_bar", 6));
  expect(floor.tile("m")?.main.metric).toBe("pressure_bar");
  floor.putValue(value("m", "power_kw", 50));
  expect(floor.tile("m")?.main).toMatchObject({ metric: "power_kw", value: 50, unit: "kW" });
});

test("an older value never replaces a newer one", () => {
  const floor = floorWith("m");
  floor.putValue(value("m", "power_kw", 50, 10));
  expect(floor.putValue(value("m", "power_kw", 40, 5))).toBeUndefined();
  expect(floor.tile("m")?.main.value).toBe(50);
});

test("a trend keeps a quarter of an hour, and no more points than its picture can show", () => {
  const floor = floorWith("m");
  for (let second = 0; second < 3600; second += 1) floor.putValue(value("m", "power_kw", second, second));
  const { trend } = floor.tile("m")!;
  expect(trend.length).toBeLessThanOrEqual(130);
  expect(trend.length).toBeGreaterThan(100);
  expect(trend[0]!.at).toBeGreaterThanOrEqual(START + 3599_000 - 15 * 60_000);
  expect(trend.at(-1)).toEqual({ at: START + 3599_000, value: 3599 });
});

test("a tile shows the worst active alarm; one that has cleared colours it no more", () => {
  const floor = floorWith("m");
  floor.putAlarm(alarm("a", { severity: "critical" }));
  floor.putAlarm(alarm("b", { severity: "warning", opened_at: START + 1000 }));
  expect(floor.tile("m")?.alarm?.id).toBe("a");
  floor.putAlarm(alarm("a", { severity: "critical", state: "cleared" }));
  expect(floor.tile("m")?.alarm?.id).toBe("b");
  floor.putAlarm(alarm("b", { state: "resolved" }));
  expect(floor.tile("m")?.alarm).toBeNull();
});

test("the plant's power is the sum of the newest powers, and unknown while there is none", () => {
  const floor = floorWith("m", "n");
  expect(floor.powerKw(START)).toBeNull();
  floor.putValue(value("m", "power_kw", 50));
  floor.putValue(value("m", "power_kw", 51, 1));
  floor.putValue(value("n", "power_kw", 9));
  expect(floor.powerKw(START + 1000)).toBe(60);
  expect(floor.powerKw(START + 3_600_000)).toBeNull();
});

test("a machine that is out of use has no tile", () => {
  const floor = floorWith("m");
  floor.putMachine(machine("m", { is_active: false }));
  expect(floor.tiles()).toEqual([]);
});

test("what a detect call found in the past does not colour the tile of now", () => {
  const floor = floorWith("m");
  floor.putAlarm(alarm("a", { origin: "detect" }));
  expect(floor.tile("m")?.alarm).toBeNull();
});
