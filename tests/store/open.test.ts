import { expect, test } from "bun:test";
import { positionAt } from "../../src/domain/machine/position";
import { openStore } from "../../src/store/open";
import { alarm, freshUrl, NOW, onEachDatabase, open, openFresh, reading, START } from "../support/store";
import { wordCause } from "../support/words";

onEachDatabase(() => {
  test("everything is still there after a restart", async () => {
    const url = await freshUrl();
    const before = await open(url);
    const machine = await before.machines.add({ name: "Boiler-1" });
    await before.readings.record([reading(machine, START, { power_kw: 40 })]);
    await before.alarms.apply([{ kind: "opened", alarm: alarm({ machine_id: machine.id }) }]);
    await before.states.save(new Map([[machine.id, { seen: 3 }]]));
    const [pending] = await before.events.pending(10);
    const log = await before.events.log();
    await before.close();

    const after = await open(url);
    expect(await after.machines.all()).toEqual([machine]);
    expect(await after.readings.newest()).toEqual(new Map([[machine.id, positionAt(START)]]));
    expect(await after.alarms.board(0)).toHaveLength(1);
    expect(await after.states.load()).toEqual(new Map([[machine.id, { seen: 3 }]]));
    expect((await after.events.unseen(undefined, 10))[0]?.event_id).toBe(pending?.event_id ?? "");
    expect(await after.events.log()).toEqual(log);
    await after.close();
  });

  test("a database written by a newer program is refused", async () => {
    const url = await freshUrl();
    await (await open(url)).close();
    await using sql = new Bun.SQL(url);
    await sql`insert into migrations (number) values (99)`;
    await expect(open(url)).rejects.toThrow("its tables are of version 99");
    await sql`delete from migrations where number = 99`;
  });

  test("a database of another kind is refused with its name", async () => {
    const opening = openStore({ url: "mongodb://floor", now: () => NOW, newId: () => "x", wordCause });
    await expect(opening).rejects.toThrow("Cannot use a mongodb database");
  });

  test("a database that was closed does not answer a ping", async () => {
    const store = await openFresh();
    await store.ping();
    await store.close();
    await expect(store.ping()).rejects.toThrow("The database does not answer");
  });
});
