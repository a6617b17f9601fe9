import { afterAll, expect, test } from "bun:test";
import { openStore } from "../../../../src/store/open";
import { MACHINE_DEFAULTS, type Machine } from "../../../../src/domain/machine/machine";
import { chartOf } from "../../../../src/http/pages/machines/chart";
import { columnsOf } from "../../../../src/http/pages/machines/columns";
import { storedAlarm } from "../../../support/builders";
import { wordCause } from "../../../support/words";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let ids = 0;
const store = await openStore({
  url: "sqlite://:memory:",
  now: () => NOW,
  newId: () => `id${ids++}`,
  wordCause,
});
afterAll(() => store.close());
const machine: Machine = await store.machines.add({ ...MACHINE_DEFAULTS, id: "m1", name: "Press-1" });
const energy = {
  deviation: () => Promise.reject(new Error("there is no model")),
  spans: () => Promise.reject(new Error("there is no model")),
  predict: never,
  formula: never,
};

function never(): never {
  throw new Error("not asked");
}

const reading = (at: number, power_kw: number) => ({
  machine_id: "m1",
  at,
  metrics: { power_kw },
  mode: null,
});
await store.readings.record(
  Array.from({ length: 2 * 1440 }, (_, minute) => reading(NOW - (minute + 1) * 60_000, 40 + (minute % 60))),
);
while ((await store.roll(10_000)) > 0);
await store.readings.record([reading(NOW - 1000, 99)]); // not yet rolled

const ask = (asked: Parameters<typeof chartOf>[2]) =>
  chartOf({ store, energy, timezone: "UTC" }, machine, asked, undefined, NOW);

test("an hour is drawn from its readings, a day from their minutes and what is not yet rolled", async () => {
  const hour = await ask({ metric: "power_kw", span: "1h" });
  expect(hour.columns).toHaveLength(61);
  expect(hour.last).toEqual({ at: NOW - 1000, value: 99 });
  const day = await ask({ metric: "power_kw", span: "24h" });
  expect(day.columns.length).toBeWithin(479, 483);
  expect(day.last).toEqual({ at: NOW - 1000, value: 99 });
  expect(Math.max(...day.columns.map(({ high }) => high))).toBe(99);
});

test("a past chart holds nothing of what came after it", async () => {
  const until = NOW - DAY_MS;
  const chart = await ask({ metric: "power_kw", span: "8h", until });
  expect(chart.isNewest).toBe(false);
  expect(Math.max(...chart.columns.map(({ at }) => at))).toBeLessThanOrEqual(until);
  expect(chart.columns.length).toBeWithin(479, 483);
});

test("the last value before a machine stopped is drawn, however long ago that was", async () => {
  const stopped = await store.machines.add({ ...MACHINE_DEFAULTS, id: "m2", name: "Press-2" });
  const until = NOW - DAY_MS;
  const temps = [20, 21, 200].map((temp_c, minute) => ({
    machine_id: "m2",
    at: until - 8 * HOUR_MS + minute * 60_000,
    metrics: { temp_c },
    mode: null,
  }));
  await store.readings.record(temps);
  while ((await store.roll(10_000)) > 0);
  const asked = { metric: "temp_c", span: "24h", until } as const;
  const chart = await chartOf({ store, energy, timezone: "UTC" }, stopped, asked, undefined, NOW);
  expect(Math.max(...chart.columns.map(({ high }) => high))).toBe(200);
});

test("a chart that would end in the future is the newest", async () => {
  expect(await ask({ metric: "power_kw", span: "1h", until: NOW + DAY_MS })).toMatchObject({
    isNewest: true,
    to: NOW,
  });
});

test("a metric that was never read is an empty chart", async () => {
  expect(await ask({ metric: "nothing", span: "90d" })).toMatchObject({ columns: [], last: null });
});

test("columns keep the lowest and the highest, and weigh means by how much was read", () => {
  const [column, ...others] = columnsOf(
    [
      { at: 0, count: 1, mean: 10, low: 10, high: 10 },
      { at: 4_000, count: 3, mean: 20, low: 5, high: 30 },
    ],
    8,
  );
  expect(others).toEqual([]);
  expect(column).toMatchObject({ at: 2_000, mean: 17.5, low: 5, high: 30 });
});

test("the lowest and the highest keep the time at which they were read, not the middle of their column", () => {
  const [column] = columnsOf(
    [
      { at: 0, count: 1, mean: 10, low: 10, high: 10 },
      { at: 5_000, count: 1, mean: 30, low: 30, high: 30 },
      { at: 7_000, count: 60, mean: 8, low: 5, high: 9, in: { from: 6_000, to: 8_000 } },
    ],
    8,
  );
  expect(column).toMatchObject({
    highIn: { from: 5_000, to: 5_000 },
    lowIn: { from: 6_000, to: 8_000 },
  });
});

test("a finding of the past is marked for the hour that it was so, and says that it was found later", async () => {
  const opened_at = NOW - 5 * HOUR_MS;
  const found = { machine_id: "m1", opened_at, updated_at: opened_at, state: "finding" } as const;
  await store.alarms.detected([
    storedAlarm({ ...found, id: "f", origin: "detect" }),
    storedAlarm({ ...found, id: "open", state: "new", opened_at: NOW - HOUR_MS }),
  ]);
  const { alarms } = await ask({ metric: "power_kw", span: "8h" });
  expect(alarms.map(({ id, from, to }) => [id, from, to])).toEqual([
    ["f", opened_at, opened_at + HOUR_MS],
    ["open", NOW - HOUR_MS, null],
  ]);
  expect(alarms.map(({ sentence }) => sentence.startsWith("Found later"))).toEqual([true, false]);
});
