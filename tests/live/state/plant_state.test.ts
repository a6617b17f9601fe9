import { expect, test } from "bun:test";
import { createPlantState } from "../../../src/live/state/plant_state";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import type { MetricUpdated } from "../../../src/domain/event";
import { MACHINE_DEFAULTS, type Machine } from "../../../src/domain/machine/machine";

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

function stateWith(...ids: string[]) {
  const plantState = createPlantState();
  ids.forEach((id) => plantState.putMachine(machine(id)));
  return plantState;
}

test("a tile's main value is the power; without one, the metric that came first", () => {
  const plantState = stateWith("m", "n");
  plantState.putValue(value("m", "pressure_bar", 6));
  expect(plantState.tile("m")?.main.metric).toBe("pressure_bar");
  plantState.putValue(value("m", "power_kw", 50));
  expect(plantState.tile("m")?.main).toMatchObject({ metric: "power_kw", value: 50, unit: "kW" });
});

test("an older value never replaces a newer one", () => {
  const plantState = stateWith("m");
  plantState.putValue(value("m", "power_kw", 50, 10));
  expect(plantState.putValue(value("m", "power_kw", 40, 5))).toBeUndefined();
  expect(plantState.tile("m")?.main.value).toBe(50);
});

test("a trend keeps a quarter of an hour, and no more points than its picture can show", () => {
  const plantState = stateWith("m");
  for (let second = 0; second < 3600; second += 1)
    plantState.putValue(value("m", "power_kw", second, second));
  const { trend } = plantState.tile("m")!;
  expect(trend.length).toBeLessThanOrEqual(130);
  expect(trend.length).toBeGreaterThan(100);
  expect(trend[0]!.at).toBeGreaterThanOrEqual(START + 3599_000 - 15 * 60_000);
  expect(trend.at(-1)).toEqual({ at: START + 3599_000, value: 3599 });
});

test("a tile shows the worst active alarm; one that has cleared colours it no more", () => {
  const plantState = stateWith("m");
  plantState.putAlarm(alarm("a", { severity: "critical" }));
  plantState.putAlarm(alarm("b", { severity: "warning", opened_at: START + 1000 }));
  expect(plantState.tile("m")?.alarm?.id).toBe("a");
  plantState.putAlarm(alarm("a", { severity: "critical", state: "cleared" }));
  expect(plantState.tile("m")?.alarm?.id).toBe("b");
  plantState.putAlarm(alarm("b", { state: "resolved" }));
  expect(plantState.tile("m")?.alarm).toBeNull();
});

test("the plant's power is the sum of the newest powers, and unknown while there is none", () => {
  const plantState = stateWith("m", "n");
  expect(plantState.powerKw(START)).toBeNull();
  plantState.putValue(value("m", "power_kw", 50));
  plantState.putValue(value("m", "power_kw", 51, 1));
  plantState.putValue(value("n", "power_kw", 9));
  expect(plantState.powerKw(START + 1000)).toBe(60);
  expect(plantState.powerKw(START + 3_600_000)).toBeNull();
});

test("a machine that is out of use has no tile", () => {
  const plantState = stateWith("m");
  plantState.putMachine(machine("m", { is_active: false }));
  expect(plantState.tiles()).toEqual([]);
});

test("an alarm that a detect call found in the past does not colour the tile of now", () => {
  const plantState = stateWith("m");
  plantState.putAlarm(alarm("a", { origin: "detect" }));
  expect(plantState.tile("m")?.alarm).toBeNull();
});

test("the newest value says how much is learned; one that does not means all", () => {
  const plantState = stateWith("m");
  const learned = () => plantState.tile("m")?.learned;
  expect(learned()).toBe(0);
  plantState.putValue({ ...value("m", "power_kw", 50, 1), learned: 0.4, simulated: true });
  expect([learned(), plantState.tile("m")?.simulated]).toEqual([0.4, true]);
  plantState.putValue({ ...value("m", "pressure_bar", 6, 0), learned: 0.1 }); // of another metric, but older
  expect(learned()).toBe(0.4);
  plantState.putValue(value("m", "power_kw", 50, 2));
  expect([learned(), plantState.tile("m")?.simulated]).toEqual([1, false]);
});

test("a machine that is changed keeps its values", () => {
  const plantState = stateWith("m");
  plantState.putValue(value("m", "power_kw", 50));
  plantState.putMachine(machine("m", { name: "Renamed" }));
  expect(plantState.tile("m")).toMatchObject({ machine: { name: "Renamed" }, main: { value: 50 } });
});

test("a value or an alarm of an unknown machine changes nothing", () => {
  const plantState = stateWith("m");
  expect(plantState.putValue(value("x", "power_kw", 1))).toBeUndefined();
  plantState.putAlarm(alarm("a", { machine_id: "x" }));
  expect(plantState.machines().map(({ id }) => id)).toEqual(["m"]);
});

const SECONDS = 1000;
const at = (second: number) => START + second * SECONDS;

test("three values of its own interval may be missing, whatever interval was declared", () => {
  const plantState = createPlantState();
  plantState.putMachine(machine("m", { data_interval_seconds: 10 }));
  const gone = () => plantState.tile("m")?.goneAfterMs;
  plantState.putValue(value("m", "power_kw", 50, 0));
  expect(gone()).toBe(31.5 * SECONDS); // as declared, until the own one is known
  for (let second = 2; second <= 12; second += 2) plantState.putValue(value("m", "power_kw", 50, second));
  expect(gone()).toBe(7.5 * SECONDS);
  plantState.putValue(value("m", "power_kw", 50, 600)); // one silence is no interval
  expect(gone()).toBe(7.5 * SECONDS);
});

test("what arrives of the past teaches no interval", () => {
  const plantState = createPlantState();
  plantState.putMachine(machine("m", { data_interval_seconds: 10 }));
  const published_at = new Date(at(1e7)).toISOString();
  for (let day = 0; day < 9; day += 1)
    plantState.putValue({ ...value("m", "power_kw", 50, day * 86_400), published_at });
  expect(plantState.tile("m")?.goneAfterMs).toBe(31.5 * SECONDS);
});

test("each series has its own age and interval, and the machine that of its fastest", () => {
  const plantState = stateWith("m");
  for (let second = 0; second <= 60; second += 1) {
    // A gateway that sends one metric a message, one of them late.
    plantState.putValue(value("m", "power_kw", second, second));
    if (second % 10 === 0) plantState.putValue(value("m", "oil_temp_c", second, second - 2));
  }
  const [power, oil] = plantState.values("m");
  expect([power?.at, oil?.at]).toEqual([at(60), at(58)]);
  expect([power?.goneAfterMs, oil?.goneAfterMs]).toEqual([4.5 * SECONDS, 31.5 * SECONDS]);
  expect(plantState.tile("m")?.goneAfterMs).toBe(4.5 * SECONDS);
});

test("the trend that was stored tells the interval after a restart", () => {
  const plantState = stateWith("m");
  plantState.putValue(value("m", "power_kw", 50, 300));
  plantState.putTrend(
    "m",
    [0, 60, 120, 180, 240, 300].map((second) => ({ at: at(second), value: 50 })),
  );
  expect(plantState.tile("m")?.goneAfterMs).toBe(181.5 * SECONDS);
});

test("a value that is not good says why and since when, until a good one comes", () => {
  const plantState = stateWith("m");
  const bad = (second: number, quality: string, sent: string): MetricUpdated => ({
    ...value("m", "power_kw", 0, second),
    ...{ value: null, quality, sent },
  });
  const shown = () => {
    const [{ value, quality, since, sent } = { value: 0 }] = plantState.values("m");
    return { value, quality, since, sent };
  };
  plantState.putValue(value("m", "power_kw", 50, 0));
  plantState.putValue(bad(1, "bad", "Bad"));
  plantState.putValue(bad(2, "bad", "NaN"));
  expect(shown()).toEqual({ value: null, quality: "bad", since: at(1), sent: "NaN" });
  plantState.putValue(bad(3, "implausible", "4294967.295"));
  expect(shown()).toMatchObject({ quality: "implausible", since: at(3), sent: "4294967.295" });
  expect(plantState.tile("m")?.marked).toHaveLength(1);
  expect(plantState.powerKw(at(3))).toBeNull();
  plantState.putValue(value("m", "power_kw", 51, 4));
  expect(shown()).toMatchObject({ value: 51, quality: undefined });
  plantState.putValue({ ...value("m", "power_kw", 52, 5), quality: "GOOD enough" });
  expect(shown()).toMatchObject({ value: 52, quality: undefined });
});

test("only what judges every reading says since when a value has been outside its band", () => {
  const plantState = stateWith("m");
  const outside = (second: number, of: number, more: Partial<MetricUpdated> = {}) => {
    plantState.putValue({ ...value("m", "power_kw", of, second), low: 40, high: 60, ...more });
    return plantState.tile("m")?.outside;
  };
  const outside_since = new Date(at(-960)).toISOString();
  // Values are conflated: those between were within the band.
  expect([outside(0, 90), outside(700, 90), outside(1400, 90)]).toEqual([undefined, undefined, undefined]);
  expect(outside(1500, 90, { outside_since })).toEqual({ metric: "power_kw", since: at(-960) });
  expect(outside(1501, 90, { outside_since: "soon" })).toBeUndefined();
  expect(outside(1502, 50, { outside_since })).toBeUndefined();
});

test("a machine that sends more seldom than was declared is not silent before three of its own values are missed", () => {
  const plantState = createPlantState();
  plantState.putMachine(machine("m", { data_interval_seconds: 10 }));
  const goneAfter = (second: number, metric = "power_kw") => {
    plantState.putValue(value("m", metric, 50, second));
    return plantState.tile("m")!.goneAfterMs! / SECONDS;
  };
  expect([0, 60, 120, 180, 240, 300].map((second) => goneAfter(second))).toEqual([
    31.5, 181.5, 181.5, 181.5, 181.5, 181.5,
  ]);
  // Another metric that is new, and a silence between its first two values, change nothing.
  expect([goneAfter(301, "oil_c"), goneAfter(301.5, "oil_c")]).toEqual([181.5, 181.5]);
});

test("of few values the least gap counts: a silence between the first is no interval", () => {
  const plantState = createPlantState();
  plantState.putMachine(machine("m", { data_interval_seconds: 10 }));
  for (const second of [0, 6000, 6060]) plantState.putValue(value("m", "power_kw", 50, second));
  expect(plantState.tile("m")?.goneAfterMs).toBe(181.5 * SECONDS);
});

test("after a restart each series has the interval of its stored values, until its own is known", () => {
  const plantState = createPlantState();
  plantState.putMachine(machine("m", { data_interval_seconds: 10 }));
  for (const metric of ["power_kw", "oil_c"]) plantState.putValue(value("m", metric, 50, 0));
  plantState.putIntervals("m", { power_kw: 1000, oil_c: 600_000, never_sent: 1 });
  const gone = () => plantState.values("m").map(({ goneAfterMs }) => goneAfterMs! / SECONDS);
  // A gateway gathers: that its values are stamped a second apart does not mean that they come so.
  expect(gone()).toEqual([31.5, 1801.5]);
  plantState.putValue(value("m", "power_kw", 50, 60));
  expect(gone()).toEqual([181.5, 1801.5]);
});

test("a judged series that stops is missing by its own interval, though its machine goes on", () => {
  const plantState = createPlantState();
  plantState.putMachine(machine("m", { data_interval_seconds: 1 }));
  for (let second = 0; second <= 60; second++) {
    plantState.putValue({ ...value("m", "power_kw", 50, second), low: 40, high: 60 });
    if (second <= 30 && second % 5 === 0)
      plantState.putValue({ ...value("m", "oil_c", 50, second), low: 40, high: 60 });
    if (second <= 20) plantState.putValue(value("m", "counter", 50, second)); // never judged
  }
  const { stopping, hasBand } = plantState.tile("m")!;
  expect(stopping).toEqual({ metric: "oil_c", since: at(30), goneAt: at(46.5) });
  expect(hasBand).toBe(true);
});

test("of too many series, the newest values are kept, and the main one", () => {
  const plantState = createPlantState(3);
  plantState.putMachine(machine("m"));
  plantState.putValue(value("m", "power_kw", 50, 0));
  for (const second of [2, 3, 4, 5]) plantState.putValue(value("m", `s${second}`, second, second));
  expect(plantState.putValue(value("m", "old", 1, 1))).toBeUndefined();
  plantState.putValue(value("m", "s5", 6, 6));
  const kept = plantState.values("m").map(({ metric, value }) => [metric, value]);
  expect(kept).toEqual([
    ["power_kw", 50],
    ["s4", 4],
    ["s5", 6],
  ]);
});

test("a band whose range is not known yet leaves its machine unjudged", () => {
  const plantState = stateWith("m");
  const banded = { ...value("m", "power_kw", 50), low: 40, high: 60 };
  plantState.putValue({ ...banded, range_unknown: true });
  expect(plantState.tile("m")!.hasBand).toBe(false);
  plantState.putValue(banded);
  expect(plantState.tile("m")!.hasBand).toBe(true);
});
