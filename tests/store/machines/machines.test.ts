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
    expect(await start(room.machine.id)).toMatchObject({ name: "Compressor-1", is_active: true });
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
