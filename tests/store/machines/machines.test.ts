import { expect, test } from "bun:test";
import { onEachDatabase, openFresh, withMachine } from "../../support/store";
import { storedAlarm } from "../../support/builders";
import { Conflict } from "../../../src/store/errors";

const HOSTILE = `Robert'); drop table machines;-- "%_\\ ☃`;

onEachDatabase(() => {
  test("machines come in the order in which they were added", async () => {
    const store = await openFresh();
    for (const name of ["Compressor-1", "Boiler-1", "Arburg"]) await store.machines.add({ name });
    expect((await store.machines.all()).map(({ name }) => name)).toEqual([
      "Compressor-1",
      "Boiler-1",
      "Arburg",
    ]);
    await store.close();
  });

  test("a machine is found by its id or by its exact name", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    expect(await machines.find(room.machine.id)).toEqual(room.machine);
    expect(await machines.find("Compressor-1")).toEqual(room.machine);
    expect(await machines.find("compressor-1")).toBeUndefined();
  });

  test("an id goes before a name that looks like it", async () => {
    await using room = await withMachine();
    await room.store.machines.add({ name: room.machine.id });
    expect((await room.store.machines.find(room.machine.id))?.name).toBe("Compressor-1");
  });

  test("a name with quotes and SQL in it is only a name", async () => {
    await using room = await withMachine(HOSTILE);
    expect(await room.store.machines.find(HOSTILE)).toEqual(room.machine);
    await room.store.machines.change(room.machine.id, { description: HOSTILE });
    expect(await room.store.machines.all()).toMatchObject([{ name: HOSTILE, description: HOSTILE }]);
  });

  test("a machine that is retired has no open alarm left, and gives its name to one that wants it", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const alarms = Array.from({ length: 250 }, () => storedAlarm({ machine_id: machine.id }));
    await store.alarms.detected([...alarms, storedAlarm()]);
    await store.machines.change(machine.id, { is_active: false }, "Ada");
    const left = await store.alarms.list({ states: ["new"], limit: 500 });
    expect(left.map(({ machine_id }) => machine_id)).toEqual([null]);
    const resolved = await store.alarms.list({ states: ["resolved"], limit: 500 });
    expect(resolved).toHaveLength(250);
    expect(resolved[0]).toMatchObject({ resolved_by: "Ada", note: "machine retired" });
    const events = await store.events.pending(1000);
    expect(events.filter(({ event_type }) => event_type === "anomaly_updated")).toHaveLength(250);
    for (const _ of ["the second", "the third"]) {
      const next = await store.machines.add({ name: "Compressor-1" });
      await store.machines.change(next.id, { is_active: false });
    }
    const names = (await store.machines.all()).map(({ name }) => name);
    expect(names[0]).toMatch(/^Compressor-1 \(retired \S{10}\)$/);
    expect(names[1]).toBe(`${names[0]} ${(await store.machines.all())[1]?.id.slice(-8)}`);
    expect(names[2]).toBe("Compressor-1");
  });

  test("a machine that starts anew has its own name back, if nobody has it", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    const start = (id: string) => machines.change(id, { is_active: true });
    await machines.change(room.machine.id, { is_active: false });
    const successor = await machines.add({ name: "Compressor-1" });
    expect((await start(room.machine.id))?.name).toMatch(/^Compressor-1 \(retired /);
    await machines.change(room.machine.id, { is_active: false });
    await machines.change(successor.id, { name: "Compressor-2" });
    expect((await start(room.machine.id))?.name).toMatch(/^Compressor-1 \(retired /);
    await machines.change(room.machine.id, { is_active: false });
    await machines.change(successor.id, { aliases: [] });
    expect(await start(room.machine.id)).toMatchObject({
      name: "Compressor-1",
      is_active: true,
      aliases: [],
    });
  });

  test("a machine that is renamed is still found by each name that it had", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    const { id } = room.machine;
    for (const name of ["Hall 2", "Hall 3", "Compressor-1", "Hall 4"]) await machines.change(id, { name });
    const known = await machines.find("Hall 2");
    expect(known).toMatchObject({ id, name: "Hall 4", aliases: ["Hall 2", "Hall 3", "Compressor-1"] });
    expect(await machines.all()).toEqual([known!]);
    await machines.change(id, { description: "x" });
    expect((await machines.find("Compressor-1"))?.aliases).toHaveLength(3);
  });

  test("aliases are set and removed as a whole; at a rename the name joins them", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    const { id } = room.machine;
    const aliases = ["a", "b", "a", "Compressor-1", HOSTILE];
    expect((await machines.change(id, { aliases }))?.aliases).toEqual(["a", "b", HOSTILE]);
    expect((await machines.find(HOSTILE))?.id).toBe(id);
    const renamed = await machines.change(id, { name: "b", aliases: ["c"] });
    expect(renamed).toMatchObject({ name: "b", aliases: ["c", "Compressor-1"] });
    expect(await machines.find("a")).toBeUndefined();
    const added = await machines.add({ name: "New", aliases: ["Newer", "New"] });
    expect(added.aliases).toEqual(["Newer"]);
    expect(await machines.find("Newer")).toEqual(added);
  });

  test("a name goes before an alias, and an id before both", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    const other = await machines.add({ name: "Other", aliases: [room.machine.id] });
    expect((await machines.find(room.machine.id))?.id).toBe(room.machine.id);
    expect((await machines.find("Other"))?.aliases).toEqual(other.aliases);
  });

  test("nobody else may take an alias of a machine at work: the conflict says whose it is", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    await machines.change(room.machine.id, { name: "Press-9" });
    const other = await machines.add({ name: "Boiler-1" });
    const taking = [
      () => machines.add({ name: "Compressor-1" }),
      () => machines.add({ name: "New", aliases: ["Compressor-1"] }),
      () => machines.change(other.id, { name: "Compressor-1" }),
      () => machines.change(other.id, { aliases: ["x", "Compressor-1"] }),
      () => machines.change(other.id, { aliases: ["Press-9"] }),
    ];
    for (const take of taking) {
      const refused = await take().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(Conflict);
      expect(String(refused)).toMatch(/Compressor-1: it is an earlier name of Press-9|name Press-9: another/);
    }
    expect(await machines.find("x")).toBeUndefined();
    expect(await machines.all()).toMatchObject([{ aliases: ["Compressor-1"] }, { aliases: [] }]);
  });

  test("names and aliases of a retired machine may be used again; it keeps those that nobody has taken", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    const { id } = room.machine;
    await machines.change(id, { aliases: ["a", "b", "c"] });
    await machines.change(id, { is_active: false });
    expect((await machines.find("a"))?.id).toBe(id);
    const next = await machines.add({ name: "a", aliases: ["Compressor-1", "b"] });
    expect(await machines.find("Compressor-1")).toEqual(next);
    expect(await machines.find(id)).toMatchObject({
      name: expect.stringMatching(/^Compressor-1 \(retired /),
      aliases: ["c"],
    });
    await machines.change(id, { name: "Old compressor", is_active: true });
    expect((await machines.find(id))?.aliases).toEqual(["c"]);
  });

  test("a machine that has had too many names is not renamed before some are removed", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    const { id } = room.machine;
    await machines.change(id, { aliases: Array.from({ length: 50 }, (_, index) => `name ${index}`) });
    await expect(machines.change(id, { name: "One more" })).rejects.toThrow("it has 50 aliases");
    expect((await machines.find(id))?.name).toBe("Compressor-1");
  });

  test("a taken name or id is a conflict that says which", async () => {
    await using room = await withMachine();
    const { machines } = room.store;
    const other = await machines.add({ name: "Boiler-1" });
    await expect(machines.add({ name: "Compressor-1" })).rejects.toThrow(Conflict);
    await expect(machines.add({ name: "New", id: other.id })).rejects.toThrow(`machine id ${other.id}`);
    await expect(machines.change(other.id, { name: "Compressor-1" })).rejects.toThrow(
      "machine name Compressor-1",
    );
  });

  test("a change touches only the fields it names", async () => {
    await using room = await withMachine();
    const changed = await room.store.machines.change(room.machine.id, {
      is_active: false,
      type: undefined,
    });
    expect(changed).toEqual({ ...room.machine, is_active: false });
    expect(await room.store.machines.find(room.machine.id)).toEqual({ ...room.machine, is_active: false });
  });

  test("an unknown machine cannot be changed", async () => {
    await using room = await withMachine();
    expect(await room.store.machines.change("nobody", { name: "X" })).toBeUndefined();
  });
});
