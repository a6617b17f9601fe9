import { describe, expect, onTestFinished, test } from "bun:test";
import { positionAt } from "../../../src/domain/machine/position";
import { whyNoPostgres } from "../../support/postgres";
import {
  alarm,
  freshUrl,
  onEachDatabase,
  onPostgres,
  open,
  openFresh,
  reading,
  START,
  withMachine,
} from "../../support/store";

const NOTHING = { findings: [], states: new Map(), positions: new Map() };
const UP_TO_17 = {
  ...NOTHING,
  states: new Map([["m", { readings: 1 }]]),
  positions: new Map([["m", positionAt(17)]]),
};

onEachDatabase(() => {
  test("findings, states and positions are saved together, and newer ones replace them", async () => {
    const { lease, judged, states, alarms, events, close } = await openFresh();
    await lease.take(60_000);
    await judged.save({ ...UP_TO_17, findings: [{ kind: "opened", alarm: alarm({ id: "a1" }) }] });
    await judged.save({ ...NOTHING, positions: new Map([["m", positionAt(18)]]) });
    expect(await judged.positions()).toEqual(new Map([["m", positionAt(18)]]));
    expect(await states.load()).toEqual(new Map([["m", { readings: 1 }]]));
    expect(await alarms.find("a1")).toMatchObject({ state: "new" });
    expect((await events.outbox()).waiting).toBe(1);
    await close();
  });

  test("a step with a finding that cannot be recorded leaves nothing behind", async () => {
    const { lease, judged, states, close } = await openFresh();
    await lease.take(60_000);
    const unfit = alarm({ state: null as never });
    await expect(
      judged.save({ ...UP_TO_17, findings: [{ kind: "opened", alarm: unfit }] }),
    ).rejects.toThrow();
    expect(await judged.positions()).toEqual(new Map());
    expect(await states.load()).toEqual(new Map());
    await judged.save(UP_TO_17); // the guard: the rest of it can be saved
    await close();
  });

  test("readings past a position come in order, a page at a time, and from the first without a position", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const readings = [1, 2, 3, 4].map((second) => reading(machine, START + second, { power_kw: second }));
    await store.readings.record(readings);
    const stored = readings.map((each) => ({ reading: each, position: positionAt(each.at) }));
    const past = (from: number | undefined, limit: number) =>
      store.readings.past(machine.id, from === undefined ? undefined : positionAt(from), limit);
    expect(await past(undefined, 2)).toEqual({ stored: stored.slice(0, 2), hasMore: true });
    expect(await past(START + 2, 9)).toEqual({ stored: stored.slice(2), hasMore: false });
    expect(await past(START + 4, 9)).toEqual({ stored: [], hasMore: false });
  });

  test("late readings are read back behind the newest of their moment, and not with their own instant", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.readings.record([reading(machine, START + 5, { temp_c: 40 })]);
    await store.readings.record([
      reading(machine, START + 4, { vibration_mm_s: 50 }),
      reading(machine, START + 5, { vibration_mm_s: 51 }),
      reading(machine, START + 6, { temp_c: 41 }),
    ]);
    const all = [
      { reading: reading(machine, START + 5, { temp_c: 40 }), position: positionAt(START + 5) },
      { reading: reading(machine, START + 4, { vibration_mm_s: 50 }), position: positionAt(START + 5, 1) },
      { reading: reading(machine, START + 5, { vibration_mm_s: 51 }), position: positionAt(START + 5, 2) },
      { reading: reading(machine, START + 6, { temp_c: 41 }), position: positionAt(START + 6) },
    ];
    // The instant that came late as a whole is left as a place without values.
    const place = { reading: reading(machine, START + 4, {}), position: positionAt(START + 4) };
    expect(await store.readings.past(machine.id, undefined, 9)).toEqual({
      stored: [place, ...all],
      hasMore: false,
    });
    expect(await store.readings.past(machine.id, positionAt(START + 5, 1), 9)).toEqual({
      stored: all.slice(2),
      hasMore: false,
    });
    expect(await store.readings.newest()).toEqual(new Map([[machine.id, positionAt(START + 6)]]));
  });

  test("late readings are kept a second time until they are judged, and their numbers are never given twice", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    await store.lease.take(60_000);
    await store.readings.record([reading(machine, START + 5, { temp_c: 40 })]);
    await store.readings.record([reading(machine, START + 4, { temp_c: 41 })]);
    const judged = positionAt(START + 5, 1);
    await store.judged.save({ ...NOTHING, positions: new Map([[machine.id, judged]]) });
    expect(await store.judged.positions()).toEqual(new Map([[machine.id, judged]]));
    expect((await store.readings.past(machine.id, positionAt(START + 5), 9)).stored).toEqual([]);
    const { stored } = await store.readings.record([reading(machine, START + 3, { temp_c: 42 })]);
    expect(stored.map(({ position }) => position)).toEqual([positionAt(START + 5, 2)]);
  });

  test("arrival and marked values come back with the reading", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const sent = {
      ...reading(machine, START, { power_kw: 40 }),
      arrived_at: START + 3_600_000,
      marked: {
        flow_m3h: { quality: "bad", sent: "null" },
        temp_c: { quality: "implausible", value: -32_768 },
      } as const,
    };
    await store.readings.record([sent]);
    expect(await store.readings.between(machine.id, START, START + 1)).toEqual([sent]);
    expect((await store.readings.past(machine.id, undefined, 9)).stored).toEqual([
      { reading: sent, position: positionAt(START) },
    ]);
    expect(await store.readings.points(machine.id, "temp_c", START, START + 1)).toEqual([]);
  });

  test("a batch is answered with the newest position of each of its machines before it, and repeats left out", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const other = await store.machines.add({ name: "Other" });
    const record = async (...stamps: number[]) => {
      const { before, stored } = await store.readings.record(
        stamps.map((at) => reading(machine, at, { power_kw: 1 })),
      );
      return { before, stamps: stored.map(({ reading: { at } }) => at) };
    };
    expect(await record(START + 5, START + 3)).toEqual({ before: new Map(), stamps: [START + 5, START + 3] });
    expect(await record(START + 4, START + 4, START + 5)).toEqual({
      before: new Map([[machine.id, positionAt(START + 5, 1)]]),
      stamps: [START + 4],
    });
    const both = [reading(other, START, { power_kw: 1 }), reading(machine, START + 10, { power_kw: 1 })];
    expect((await store.readings.record(both)).stored).toEqual([
      { reading: both[0]!, position: positionAt(START) },
      { reading: both[1]!, position: positionAt(START + 10) },
    ]);
  });
});

test("on a database that nobody shares a step needs no lease", async () => {
  const { judged, close } = await open("sqlite://:memory:");
  await judged.save(UP_TO_17);
  expect(await judged.positions()).toEqual(UP_TO_17.positions);
  await close();
});

describe.skipIf(Boolean(whyNoPostgres()))("on a shared database", () => {
  onPostgres();

  test("a step needs the lease, and leaves nothing behind without it", async () => {
    const { lease, judged, states, close } = await openFresh();
    await expect(judged.save(UP_TO_17)).rejects.toThrow("the lease is with nobody");
    expect([await judged.positions(), await states.load()]).toEqual([new Map(), new Map()]);
    await lease.take(5_000);
    await judged.save(UP_TO_17);
    expect(await judged.positions()).toEqual(UP_TO_17.positions);
    await close();
  });

  test("a server that has lost the lease saves nothing", async () => {
    const url = await freshUrl();
    const [a, b] = [await open(url), await open(url)];
    onTestFinished(async () => {
      await Promise.all([a.close(), b.close()]);
    });
    await a.lease.take(1);
    while (!(await b.lease.take(60_000)));
    await expect(a.judged.save(UP_TO_17)).rejects.toThrow("the lease is with");
    expect(await b.judged.positions()).toEqual(new Map());
  });

  test("what was judged in a term that has ended is not saved in a later one of the same server", async () => {
    const url = await freshUrl();
    const [a, b] = [await open(url), await open(url)];
    onTestFinished(async () => {
      await Promise.all([a.close(), b.close()]);
    });
    const term = await a.lease.take(60_000);
    await a.lease.release();
    await b.lease.take(60_000);
    await b.lease.release();
    const later = await a.lease.take(60_000);
    await expect(a.judged.save({ ...UP_TO_17, term })).rejects.toThrow("the work is of term 1");
    expect(await a.judged.positions()).toEqual(new Map());
    await a.judged.save({ ...UP_TO_17, term: later });
  });
});
