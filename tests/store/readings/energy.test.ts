import { expect, test } from "bun:test";
import { chooseEnergySources } from "../../../src/jobs/energy_sources";
import type { Machine } from "../../../src/domain/machine/machine";
import { NO_METRIC_SETTINGS } from "../../../src/domain/machine/metric_settings";
import type { Reading } from "../../../src/domain/machine/reading";
import type { Store } from "../../../src/store/store";
import { DAY, HOUR, MINUTE, onEachDatabase, reading, START, withMachine } from "../../support/store";

async function rollAll(store: Store) {
  while ((await store.roll(1000)) > 0);
}

const kwhOf = async (store: Store, machine: Machine, from = START - DAY, to = START + 30 * DAY) =>
  (await store.readings.energy(from, to)).get(machine.id) ?? 0;

const rows = (store: Store, machine: Machine, seconds: 60 | 900 | 3600 | 86_400) =>
  store.readings.rolledRows(machine.id, seconds, START, START + DAY);

const every =
  (count: number, ms: number, metrics: (place: number) => Record<string, number>) => (of: Machine) =>
    Array.from({ length: count }, (_, place) => reading(of, START + place * ms, metrics(place)));

const choose = (store: Store, machine: Machine, metricSettings = NO_METRIC_SETTINGS) =>
  chooseEnergySources({ store, machineRegistry: { find: () => machine }, metricSettings });

onEachDatabase(() => {
  test("an hour that has just begun is no whole one, at any pace", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record(every(61, 1000, () => ({ power_kw: 60 }))(machine));
    await rollAll(store);
    const [hour] = await rows(store, machine, 3600);
    expect(hour).toMatchObject({ covered_ms: MINUTE, energy_ms: MINUTE });
    expect(hour!.kwh).toBeCloseTo(1, 9);
    expect((await rows(store, machine, 86_400))[0]).toMatchObject({ covered_ms: MINUTE });
  });

  test("a machine that sends once an hour draws its energy in every hour", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.machines.change(machine.id, { data_interval_seconds: 3600 });
    for (const one of every(25, HOUR, () => ({ power_kw: 8 }))(machine)) {
      await store.readings.record([{ ...one, at: one.at + 37 * MINUTE }]);
      await rollAll(store);
    }
    const hours = await rows(store, machine, 3600);
    expect(hours.map(({ covered_ms }) => covered_ms / MINUTE)).toEqual([23, ...Array(23).fill(60)]);
    expect(hours.slice(1).every(({ kwh }) => Math.abs(kwh! - 8) < 1e-9)).toBe(true);
    expect(await kwhOf(store, machine)).toBeCloseTo(8 * 24, 6);
  });

  test("an outage adds no energy, and its hour knows how much of it was read", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const before = every(61, 10_000, () => ({ power_kw: 60 }))(machine);
    const after = before.map((one) => ({ ...one, at: one.at + 40 * MINUTE }));
    await store.readings.record([...before, ...after]);
    await rollAll(store);
    expect(await kwhOf(store, machine)).toBeCloseTo(20, 9);
    expect((await rows(store, machine, 3600))[0]).toMatchObject({ covered_ms: 20 * MINUTE });
  });

  test("rolled minute by minute as they come, readings draw what they draw in one go", async () => {
    await using live = await withMachine();
    const readings = every(400, 7000, (place) => ({ power_kw: 40 + (place % 9) }))(live.machine);
    for (let place = 0; place < readings.length; place += 3) {
      await live.store.readings.record(readings.slice(place, place + 3));
      await rollAll(live.store);
    }
    const truth = readings.slice(0, -1).reduce((sum, { metrics }) => sum + (metrics.power_kw! * 7) / 3600, 0);
    expect(await kwhOf(live.store, live.machine)).toBeCloseTo(truth, 6);
  });

  test("without power the energy of each interval is summed", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record(every(360, 10_000, () => ({ energy_kwh: 0.1 }))(machine));
    await rollAll(store);
    expect(await kwhOf(store, machine)).toBeCloseTo(36, 6);
  });

  test("a value that cannot be true enters no energy, roll-up or sum", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const readings = every(61, 10_000, () => ({ power_kw: 50, temp_c: 20 }))(machine);
    const sentinels = [4_294_967.295, -32_768, 1e308, 65_535].map((value, place): Reading => ({
      ...reading(machine, START + 5000 + place * 10_000, { temp_c: 20 }),
      marked: { power_kw: { quality: "implausible", value } },
    }));
    await store.readings.record([...readings, ...sentinels]);
    await rollAll(store);
    expect(await kwhOf(store, machine)).toBeCloseTo((50 * 600) / 3600, 9);
    for (const seconds of [60, 900, 3600, 86_400] as const)
      for (const row of await rows(store, machine, seconds))
        expect(row.metrics.power_kw).toMatchObject({ mean: 50, low: 50, high: 50 });
  });

  test("the energy of a counter that is reset each day and glitches is right within one per cent", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    let truth = 0;
    let counted = 0;
    const readings = every(2 * 1440, MINUTE, (place) => {
      const step = 400 + 100 * Math.sin(place / 50);
      truth += place === 0 ? 0 : step / 1000;
      counted = place % 1440 === 1000 ? step : counted + step;
      return { energy_wh: place % 500 === 250 ? 0 : counted, cycle_counter: place };
    })(machine);
    await store.readings.record(readings.slice(0, 200));
    await rollAll(store);
    expect(await kwhOf(store, machine)).toBe(0); // until it is known to count, it tells nothing
    await choose(store, machine);
    for (let place = 200; place < readings.length; place += 100) {
      await store.readings.record(readings.slice(place, place + 100));
      await rollAll(store);
    }
    expect(Math.abs((await kwhOf(store, machine)) / truth - 1)).toBeLessThan(0.01);
    expect(await store.energySources.list(machine.id)).toEqual([
      { since: 0, metric: "energy_wh", kind: "counter", kwhPerUnit: 0.001 },
    ]);
  });

  test("a counter replaces power from the hour it is known; what was rolled before stays", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    // The meter counts twice what the power says.
    await store.readings.record(
      every(180, MINUTE, (place) => ({ power_kw: 60, total_energy_kwh: 500 + 2 * place }))(machine),
    );
    await rollAll(store);
    const hour = (index: number) => kwhOf(store, machine, START + index * HOUR, START + (index + 1) * HOUR);
    expect(await hour(0)).toBeCloseTo(60, 6);
    await choose(store, machine);
    await rollAll(store);
    expect(await hour(0)).toBeCloseTo(60, 6);
    expect(await hour(1)).toBeCloseTo(60, 6);
    expect(await hour(2)).toBeCloseTo(2 * 59, 6);
    await choose(store, machine);
    expect(await store.energySources.list(machine.id)).toHaveLength(1);
    const events = await store.events.pending(10);
    expect(events).toMatchObject([{ alert_type: "energy_source", machine_id: machine.id }]);
  });

  test("what somebody sets of a metric counts from the hour on: old roll-ups stay, the baseline begins anew", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    // It grows by 2 kWh a minute, and says so under the name of the energy of an interval.
    const sent = every(180, MINUTE, (place) => ({ power_kw: 60, energy_kwh: 2 * place }));
    await store.readings.record(sent(machine));
    await rollAll(store);
    const hour = async (place: number) =>
      (await kwhOf(store, machine, START + place * HOUR, START + (place + 1) * HOUR)) ?? 0;
    expect(await hour(1)).toBeCloseTo(60, 6);
    let kind: "counter" | "gauge" = "counter";
    const settings = { of: (_: unknown, metric: string) => (metric === "energy_kwh" ? { kind } : {}) };
    await choose(store, machine, settings);
    await rollAll(store);
    expect([await hour(0), await hour(1)]).toEqual([expect.closeTo(60, 6), expect.closeTo(60, 6)]);
    expect(await hour(2)).toBeCloseTo(2 * 59, 6);
    await choose(store, machine, settings);
    expect(await store.energySources.list(machine.id)).toMatchObject([
      { metric: "energy_kwh", kind: "counter" },
    ]);
    kind = "gauge";
    await choose(store, machine, settings);
    await rollAll(store);
    expect(await hour(2)).toBeCloseTo(59, 6);
    const told = (await store.events.pending(10)).map((event) => "message" in event && event.message);
    expect(told).toEqual([
      expect.stringContaining("is read from its counter energy_kwh from now on; its baseline starts over"),
      expect.stringContaining("is read from its power power_kw from now on"),
    ]);
  });
});
