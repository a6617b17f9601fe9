import { expect, test } from "bun:test";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { alarm, HOUR, onEachDatabase, START, withAlarms } from "../../support/store";

const ids = (alarms: Alarm[]) => alarms.map(({ id }) => id);

onEachDatabase(() => {
  test("a board keeps an open critical alarm however old it is", async () => {
    const old = alarm({ severity: "critical", opened_at: START - 1000 * HOUR });
    const newer = Array.from({ length: 250 }, (_, i) => alarm({ opened_at: START + i }));
    await using room = await withAlarms(old, ...newer);
    const board = await room.store.alarms.board(50);
    expect(board).toHaveLength(200);
    expect(board.at(-1)?.id).toBe(old.id);
    expect(ids(board.slice(0, 199))).toEqual(ids(newer.slice(-199).reverse()));
  });

  test("a board is filled up with the newest that are resolved, all newest first", async () => {
    const [one, two, three] = [alarm(), alarm({ opened_at: START + 1 }), alarm({ opened_at: START + 2 })];
    await using room = await withAlarms(one, two, three);
    for (const { id } of [two, three]) await room.store.alarms.resolve(id, {}, START);
    expect(ids(await room.store.alarms.board(0))).toEqual([one.id]);
    expect(ids(await room.store.alarms.board(2))).toEqual([three.id, one.id]);
  });

  test("a board of some machines shows theirs only", async () => {
    await using room = await withAlarms(alarm({ machine_id: "a" }), alarm({ machine_id: "b" }), alarm());
    const board = await room.store.alarms.board(50, ["b"]);
    expect(board.map(({ machine_id }) => machine_id)).toEqual(["b"]);
    expect(await room.store.alarms.board(50, [])).toHaveLength(3);
  });

  test("each filter narrows the list, and they narrow it together", async () => {
    const wanted = alarm({ machine_id: "it's", severity: "critical", opened_at: START + 5 });
    await using room = await withAlarms(
      wanted,
      { ...wanted, id: "other-machine", machine_id: "b" },
      { ...wanted, id: "other-severity", severity: "warning" },
      { ...wanted, id: "too-early", opened_at: START + 4 },
      { ...wanted, id: "too-late", opened_at: START + 6 },
      { ...wanted, id: "other-state", state: "cleared" },
    );
    const { alarms } = room.store;
    const query = {
      machineIds: ["it's", "c"],
      severity: "critical",
      states: ["new", "acknowledged"],
      from: START + 5,
      to: START + 6,
    } as const;
    expect(ids(await alarms.list({ ...query, limit: 10 }))).toEqual([wanted.id]);
    expect(await alarms.count(query)).toBe(1);
    for (const name of ["machineIds", "severity", "states", "from", "to"] as const) {
      expect(await alarms.count({ ...query, [name]: undefined })).toBe(2); // each alone keeps one out
    }
  });

  test("a list goes on where its last page ended", async () => {
    const all = [2, 1, 0].map((i) => alarm({ opened_at: START + i }));
    await using room = await withAlarms(...all);
    expect(ids(await room.store.alarms.list({ limit: 2 }))).toEqual(ids(all.slice(0, 2)));
    expect(ids(await room.store.alarms.list({ limit: 2, offset: 2 }))).toEqual(ids(all.slice(2)));
  });

  test("a list that goes on after an alarm leaves none out, of one instant neither", async () => {
    const all = Array.from({ length: 7 }, (_, i) => alarm({ opened_at: START + Math.floor(i / 3) }));
    await using room = await withAlarms(...all);
    const { alarms } = room.store;
    const listed: string[] = [];
    for (let page = await alarms.list({ limit: 2 }); page.length > 0;) {
      listed.push(...ids(page));
      page = await alarms.list({ limit: 2, after: listed.at(-1) });
    }
    expect(listed).toEqual(ids(await alarms.list({ limit: 10 })));
    expect(listed).toHaveLength(7);
  });

  test("totals count every alarm under its machine, those of no machine under none", async () => {
    await using room = await withAlarms(alarm({ machine_id: "a" }), alarm({ machine_id: "a" }), alarm());
    expect(await room.store.alarms.totals()).toEqual(
      new Map([
        ["", 1],
        ["a", 2],
      ]),
    );
  });

  test("a priority is a filter, as it is shown", async () => {
    await using room = await withAlarms();
    const pump = await room.store.machines.add({ name: "Pump-1", is_critical: true });
    for (const severity of ["normal", "warning", "critical"] as const)
      for (const machine_id of [null, pump.id, "gone"])
        await room.store.alarms.apply([{ kind: "opened", alarm: alarm({ severity, machine_id }) }]);
    const { alarms } = room.store;
    const all = await alarms.list({ limit: 20 });
    for (const priority of [1, 2, 3, 4] as const) {
      const listed = await alarms.list({ priority, limit: 20 });
      expect(ids(listed)).toEqual(ids(all.filter((each) => each.priority === priority)));
      expect(listed.length).toBeGreaterThan(0);
    }
  });
});
