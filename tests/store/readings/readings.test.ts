import { expect, test } from "bun:test";
import { positionAt } from "../../../src/domain/machine/position";
import { MINUTE, onEachDatabase, reading, START, withMachine } from "../../support/store";

onEachDatabase(() => {
  test("the same instant again adds metrics and replaces values; its mode stays unless another is named", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record([
      { ...reading(machine, START, { power_kw: 40, temp_c: 60 }), mode: "running" },
      { ...reading(machine, START + 1, { power_kw: 40 }), mode: "running" },
    ]);
    await store.readings.record([
      reading(machine, START, { power_kw: 41, flow_m3h: 300 }),
      { ...reading(machine, START + 1, { power_kw: 41 }), mode: "idle" },
    ]);
    expect(await store.readings.between(machine.id, START, START + 2)).toEqual([
      {
        machine_id: machine.id,
        at: START,
        mode: "running",
        metrics: { power_kw: 41, temp_c: 60, flow_m3h: 300 },
      },
      { machine_id: machine.id, at: START + 1, mode: "idle", metrics: { power_kw: 41 } },
    ]);
    expect(await store.readings.count()).toBe(2);
  });

  test("doubles within one batch are merged too", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record([
      reading(machine, START, { power_kw: 40 }),
      reading(machine, START, { power_kw: 42 }),
      reading(machine, START, { temp_c: 60 }),
    ]);
    expect(await store.readings.between(machine.id, START, START + 1)).toMatchObject([
      { metrics: { power_kw: 42, temp_c: 60 } },
    ]);
  });

  test("a late reading is kept, and the newest stays the newest", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record([reading(machine, START + MINUTE, { power_kw: 1 })]);
    await store.readings.record([reading(machine, START, { power_kw: 2 })]);
    expect(await store.readings.newest()).toEqual(new Map([[machine.id, positionAt(START + MINUTE, 1)]]));
    expect(await store.readings.points(machine.id, "power_kw", START, START + 2 * MINUTE)).toEqual([
      { at: START, value: 2 },
      { at: START + MINUTE, value: 1 },
    ]);
  });

  test("a batch with an unknown machine leaves nothing behind", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const unknown = { ...reading(machine, START, { power_kw: 1 }), machine_id: "ghost" };
    await expect(store.readings.record([reading(machine, START, { power_kw: 1 }), unknown])).rejects.toThrow(
      "ghost",
    );
    expect(await store.readings.count()).toBe(0);
  });

  test("the latest reading knows every metric, also those that come in readings of their own", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record([
      { ...reading(machine, START, { power_kw: 40, temp_c: 60 }), mode: "idle" },
      { ...reading(machine, START + 1000, { power_kw: 44 }), mode: "running" },
    ]);
    expect(await store.readings.latest()).toEqual([
      {
        machine_id: machine.id,
        at: START + 1000,
        mode: "running",
        metrics: { power_kw: 44, temp_c: 60 },
        intervals: { power_kw: 1000 },
        stamps: { power_kw: START + 1000, temp_c: START },
      },
    ]);
  });

  test("a stamp that was ahead hides no later value, and a marked value takes the place of a good one", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const flow = { flow_m3h: { quality: "bad", sent: "null" } } as const;
    await store.readings.record([
      { ...reading(machine, START + 290_000, { temp_c: 40, flow_m3h: 3 }), arrived_at: START },
      { ...reading(machine, START + 1000, { temp_c: 200 }), marked: flow },
    ]);
    expect(await store.readings.latest()).toEqual([
      {
        ...{ machine_id: machine.id, at: START + 1000, mode: null, metrics: { temp_c: 200 }, marked: flow },
        intervals: { temp_c: 1000, flow_m3h: 1000 },
      },
    ]);
  });

  test("a period is half open, and longer ones than a page come whole", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const readings = Array.from({ length: 4500 }, (_, i) => reading(machine, START + i, { power_kw: i }));
    await store.readings.record(readings);
    expect(await store.readings.between(machine.id, START, START + 4499)).toEqual(readings.slice(0, 4499));
    expect(await store.readings.between(machine.id, START, START + 9999, 3)).toEqual(readings.slice(0, 3));
    expect(await store.readings.between("ghost", START, START + 9999)).toEqual([]);
  });

  test("a metric named like a part of every object is only a metric", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const metrics = JSON.parse('{"constructor": 1, "__proto__": 2, "it\'s": 3}') as Record<string, number>;
    await store.readings.record([reading(machine, START, metrics)]);
    await store.readings.record([reading(machine, START, { toString: 4 })]);
    const value = async (metric: string) =>
      (await store.readings.points(machine.id, metric, START, START + 1)).map((point) => point.value);
    expect(await value("constructor")).toEqual([1]);
    expect(await value("__proto__")).toEqual([2]);
    expect(await value("it's")).toEqual([3]);
    expect(await value("valueOf")).toEqual([]);
  });
});
