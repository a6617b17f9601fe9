import { expect, test } from "bun:test";
import { onEachDatabase, openFresh } from "../../support/store";

onEachDatabase(() => {
  test("what feeds a machine is kept, and changed", async () => {
    const store = await openFresh();
    const boiler = await store.machines.add({ name: "Boiler-1" });
    const press = await store.machines.add({ name: "Press-1", fed_by: [boiler.id] });
    expect((await store.machines.find(press.id))?.fed_by).toEqual([boiler.id]);
    await store.machines.change(press.id, { is_critical: true });
    expect((await store.machines.find(press.id))?.fed_by).toEqual([boiler.id]);
    await store.machines.change(press.id, { fed_by: [] });
    expect((await store.machines.find(press.id))?.fed_by).toEqual([]);
    expect((await store.machines.find(boiler.id))?.fed_by).toEqual([]);
    await store.close();
  });

  test("a loop is refused with the names of its machines, and nothing is changed", async () => {
    const store = await openFresh();
    const boiler = await store.machines.add({ name: "Boiler-1" });
    const press = await store.machines.add({ name: "Press-1", fed_by: [boiler.id] });
    const packer = await store.machines.add({ name: "Packer-1", fed_by: [press.id] });
    const closing = store.machines.change(boiler.id, { fed_by: [packer.id] });
    await expect(closing).rejects.toThrow(
      "Boiler-1, which is fed by Packer-1, which is fed by Press-1, which is fed by Boiler-1",
    );
    await expect(store.machines.change(press.id, { fed_by: [press.id] })).rejects.toThrow("in a loop");
    expect((await store.machines.find(boiler.id))?.fed_by).toEqual([]);
    await store.close();
  });

  test("of two changes at once that would make a loop, one is refused", async () => {
    const store = await openFresh();
    const [a, b] = [await store.machines.add({ name: "A" }), await store.machines.add({ name: "B" })];
    const done = await Promise.allSettled([
      store.machines.change(a.id, { fed_by: [b.id] }),
      store.machines.change(b.id, { fed_by: [a.id] }),
    ]);
    expect(done.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await store.close();
  });
});
