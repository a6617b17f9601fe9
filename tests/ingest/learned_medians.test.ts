import { expect, test } from "bun:test";
import { createInbox } from "../../src/ingest/inbox";
import { createLearnedMedians } from "../../src/ingest/learned_medians";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { validate } from "../../src/ingest/validate";
import { NO_METRIC_SETTINGS } from "../../src/domain/machine/metric_settings";
import { HOUR, MINUTE, NOW, onEachDatabase, reading, withMachine } from "../support/store";

const powers = (count: number, ms: number, kw = 12) => ({
  count,
  at: (place: number) => NOW - (count - place) * ms,
  metrics: (place: number) => ({ power_kw: kw + (place % 3) / 10 }),
});

async function roomWith({ count, at, metrics }: ReturnType<typeof powers>, rated_power_kw?: number) {
  const room = await withMachine();
  const machine = rated_power_kw
    ? await room.store.machines.change(room.machine.id, { rated_power_kw })
    : room.machine;
  if (!machine) throw new Error("No machine");
  const readings = Array.from({ length: count }, (_, place) => reading(machine, at(place), metrics(place)));
  await room.store.readings.record(readings);
  while ((await room.store.roll(1000)) > 0);
  const machineRegistry = createMachineRegistry([machine]);
  return {
    ...room,
    machine,
    machineRegistry,
    readings,
    [Symbol.asyncDispose]: () => room[Symbol.asyncDispose](),
  };
}

onEachDatabase(() => {
  test.each([
    ["some minutes", 200, 1000],
    ["some hours", 300, MINUTE],
    ["days", 100, HOUR],
  ] as const)("what was learned for %s is known after a restart", async (_, count, ms) => {
    await using room = await roomWith(powers(count, ms));
    const medians = createLearnedMedians({ ...room, now: () => NOW });
    await medians.read();
    expect(medians.median(room.machine.id, "power_kw")).toBeCloseTo(12.1, 1);
    expect(medians.median(room.machine.id, "voltage_v")).toBeUndefined();
  });

  test("what another server takes in is known once it is asked for, and a minute later in any case", async () => {
    await using room = await roomWith(powers(0, 1000));
    let at = NOW;
    const medians = createLearnedMedians({ ...room, now: () => at });
    await medians.read();
    const others = powers(200, 1000);
    await room.store.readings.record(
      Array.from({ length: 200 }, (_, i) => reading(room.machine, others.at(i), others.metrics(i))),
    );
    at += 59_000;
    await medians.read();
    expect(medians.median(room.machine.id, "power_kw")).toBeUndefined();
    at += 1000;
    await medians.read();
    expect(medians.median(room.machine.id, "power_kw")).toBeCloseTo(12.1, 1);
  });

  test("a value of 50,000 kW where 12 are usual is marked, one of 1,100 is not, nor any below a rating", async () => {
    const qualityOf = async (kw: number, rated?: number) => {
      await using room = await roomWith(powers(200, 1000), rated);
      const inbox = await createInbox({ ...room, metricSettings: NO_METRIC_SETTINGS, now: () => NOW });
      const row = { index: 0, machine_id: room.machine.id, at: NOW, mode: null, metrics: { power_kw: kw } };
      return validate([row], inbox.known()).readings[0]?.marked?.["power_kw"]?.quality;
    };
    expect(await qualityOf(50_000)).toBe("implausible");
    expect(await qualityOf(4294967.5)).toBe("implausible");
    expect(await qualityOf(1_100)).toBeUndefined();
    expect(await qualityOf(50_000, 6_000)).toBeUndefined();
  });
});

test("values that have just been taken in are known without the store", async () => {
  const store = {
    readings: {
      rolledRows: () => Promise.reject(),
      between: () => Promise.reject(),
      newestStamps: () => Promise.resolve(new Map()),
    },
  };
  const machine = { id: "m", name: "M", aliases: [], is_active: true, rated_power_kw: null } as never;
  const inbox = await createInbox({
    machineRegistry: createMachineRegistry([machine]),
    store,
    metricSettings: NO_METRIC_SETTINGS,
    now: () => NOW,
  });
  const median = () => inbox.known().metrics?.median?.("m", "power_kw");
  expect(median()).toBeUndefined();
  const { at, metrics } = powers(50, 1000);
  inbox.ingestQueue.enqueue(
    Array.from({ length: 50 }, (_, i) => ({ machine_id: "m", at: at(i), mode: null, metrics: metrics(i) })),
  );
  expect(median()).toBeCloseTo(12.1, 9);
});
