import { expect, test } from "bun:test";
import { onEachDatabase, openFresh } from "../../support/store";

const HOSTILE = `Hall'); drop table areas;-- "%_\\ ☃`;

onEachDatabase(() => {
  test("an area that a paired screen shows stays: the screen would have nothing to show", async () => {
    const store = await openFresh();
    const { id } = await store.areas.add({ name: "Hall" });
    const { code } = (await store.pairings.codeOf(undefined, "192.0.2.7"))!;
    const screen = await store.pairings.enter(code, {
      name: "Wall",
      page: "/kiosk",
      area: id,
      mayAct: false,
    });
    expect(store.areas.remove(id)).rejects.toThrow("paired screens show it (Wall)");
    await store.devices.revoke(screen!.id);
    expect(await store.areas.remove(id)).toBe(true);
    await store.close();
  });

  test("areas are added, renamed, moved and removed", async () => {
    const store = await openFresh();
    const { areas } = store;
    const hall = await areas.add({ name: HOSTILE });
    const line = await areas.add({ name: "Line 1", parent_id: hall.id });
    expect(await areas.all()).toEqual([hall, line].toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    expect(await areas.change(line.id, { name: "Line 2" })).toMatchObject({
      name: "Line 2",
      parent_id: hall.id,
    });
    expect(await areas.change(line.id, { parent_id: null })).toMatchObject({
      name: "Line 2",
      parent_id: null,
    });
    expect(await areas.change("none", { name: "X" })).toBeUndefined();
    expect(await areas.remove("none")).toBe(false);
    expect(await areas.remove(hall.id)).toBe(true);
    expect((await areas.all()).map(({ name }) => name)).toEqual(["Line 2"]);
    await store.close();
  });

  test("a name is taken only once in an area, whatever its capitals", async () => {
    const store = await openFresh();
    const hall = await store.areas.add({ name: "Hall" });
    await store.areas.add({ name: "Hall", parent_id: hall.id });
    expect(store.areas.add({ name: "HALL" })).rejects.toThrow("There is an area Hall at the top already");
    const twins = await Promise.allSettled([1, 2, 3].map(() => store.areas.add({ name: "Line" })));
    expect(twins.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await store.close();
  });

  test("two areas that move into each other at once do not end up within each other", async () => {
    const store = await openFresh();
    const [a, b] = [await store.areas.add({ name: "A" }), await store.areas.add({ name: "B" })];
    const moves = await Promise.allSettled([
      store.areas.change(a.id, { parent_id: b.id }),
      store.areas.change(b.id, { parent_id: a.id }),
    ]);
    expect(moves.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await store.close();
  });

  test("an area with machines or areas in it stays; retired machines do not hold it", async () => {
    const store = await openFresh();
    const hall = await store.areas.add({ name: "Hall" });
    const line = await store.areas.add({ name: "Line", parent_id: hall.id });
    const press = await store.machines.add({ name: "Press", area: line.id });
    expect((await store.machines.find(press.id))?.area).toBe(line.id);
    expect(store.areas.remove(hall.id)).rejects.toThrow("areas lie in it (Line)");
    expect(store.areas.remove(line.id)).rejects.toThrow("machines stand in it (Press)");
    await store.machines.change(press.id, { is_active: false });
    expect(await store.areas.remove(line.id)).toBe(true);
    expect((await store.machines.find(press.id))?.area).toBeNull();
    await store.close();
  });

  test("no machine is put into an area that there is not, nor that goes at that moment", async () => {
    const store = await openFresh();
    expect(store.machines.add({ name: "Press", area: "none" })).rejects.toThrow("there is none");
    const press = await store.machines.add({ name: "Press" });
    for (let turn = 0; turn < 10; turn += 1) {
      const hall = await store.areas.add({ name: `Hall ${turn}` });
      await Promise.allSettled([
        store.areas.remove(hall.id),
        store.machines.change(press.id, { area: hall.id }),
      ]).then((both) => {
        const failures = both.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
        expect(failures.filter((text) => !/there is none|machines stand/.test(text))).toEqual([]);
      });
      const ids = new Set((await store.areas.all()).map(({ id }) => id));
      const { area } = (await store.machines.find(press.id))!;
      expect(area === null || ids.has(area)).toBe(true);
    }
    await store.close();
  });
});
