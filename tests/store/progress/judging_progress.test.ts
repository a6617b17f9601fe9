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
    const past = (from: number | undefined, limit: number) =>
      store.readings.past(machine.id, from === undefined ? undefined : positionAt(from), limit);
    expect(await past(undefined, 2)).toEqual(readings.slice(0, 2));
    expect(await past(START + 2, 9)).toEqual(readings.slice(2));
    expect(await past(START + 4, 9)).toEqual([]);
  });

  test("a batch is answered with the newest position of each of its machines before it", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const other = await store.machines.add({ name: "Other" });
    const record = (...stamps: number[]) =>
      store.readings.record(stamps.map((at) => reading(machine, at, { power_kw: 1 })));
    expect(await record(START + 5, START + 3)).toEqual(new Map());
    expect(await record(START + 4)).toEqual(new Map([[machine.id, positionAt(START + 5)]]));
    expect(await record(START + 9)).toEqual(new Map([[machine.id, positionAt(START + 5)]]));
    const both = [reading(other, START, { power_kw: 1 }), reading(machine, START + 10, { power_kw: 1 })];
    expect(await store.readings.record(both)).toEqual(new Map([[machine.id, positionAt(START + 9)]]));
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
});
