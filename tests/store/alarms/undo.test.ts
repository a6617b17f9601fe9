import { expect, test } from "bun:test";
import type { By } from "../../../src/people/actor";
import { Conflict } from "../../../src/store/errors";
import { alarm, onEachDatabase, START, withAlarms, worsened } from "../../support/store";

const ADA: By = { actor: { kind: "person", id: "p1", name: "Ada", role: "operator" }, address: null };
const BOB: By = { actor: { kind: "person", id: "p2", name: "Bob", role: "operator" }, address: null };
const ada = { by: "Ada", by_id: "p1" };
const AT = START + 5_000;

onEachDatabase(() => {
  test("each act is taken back by who did it, with an event and an audit entry of its own", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms, events, audit } = room.store;
    const acts = [
      () => alarms.acknowledge(opened.id, { ...ada, note: "On my way" }, START, ADA),
      () => alarms.resolve(opened.id, { ...ada, note: "Oiled" }, START, ADA),
      () => alarms.falseAlarm(opened.id, ada, START, ADA),
      () => alarms.assign(opened.id, { name: "Cy", id: "p3" }, ada, START, ADA),
    ];
    const before = await alarms.find(opened.id);
    for (const act of acts) {
      await act();
      expect(await alarms.find(opened.id)).not.toEqual(before!);
      await expect(alarms.undo(opened.id, { by: "Bob" }, AT, BOB)).rejects.toThrow(Conflict);
      expect(await alarms.undo(opened.id, ada, AT, ADA)).toMatchObject({ state: "new" });
      expect(await alarms.find(opened.id)).toEqual({ ...before!, updated_at: AT });
      expect((await events.pending(50)).at(-1)).toMatchObject({
        ...{ event_type: "anomaly_updated", state: "new", undone: true, by: "Ada", by_id: "p1" },
      });
    }
    const entries = (await audit.list({ limit: 50 })).map(({ action, actor_id }) => `${action} ${actor_id}`);
    expect(entries.filter((entry) => entry === "alarm.undo p1")).toHaveLength(4);
    await expect(alarms.undo(opened.id, ada, AT, ADA)).rejects.toThrow("nobody has answered");
    expect(await alarms.undo("nothing", ada, AT, ADA)).toBeUndefined();
  });

  test("not after 10 s, and not once somebody else has answered", async () => {
    const [late, other] = [alarm(), alarm()];
    await using room = await withAlarms(late, other);
    const { alarms } = room.store;
    await alarms.resolve(late.id, ada, START, ADA);
    await expect(alarms.undo(late.id, ada, START + 10_001, ADA)).rejects.toThrow("10 s only");
    expect((await alarms.find(late.id))?.state).toBe("resolved");
    await alarms.acknowledge(other.id, ada, START, ADA);
    await alarms.assign(other.id, { name: "Cy" }, { by: "Bob" }, START + 1, BOB);
    await expect(alarms.undo(other.id, ada, AT, ADA)).rejects.toThrow("somebody else");
  });

  test("names that were only given count as they were given", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms } = room.store;
    const nobody: By = { actor: { kind: "anonymous" }, address: null };
    await alarms.acknowledge(opened.id, { by: "Ada" }, START, nobody);
    await expect(alarms.undo(opened.id, { by: "Bob" }, AT, nobody)).rejects.toThrow(Conflict);
    expect((await alarms.undo(opened.id, { by: "Ada" }, AT, nobody))?.state).toBe("new");
  });

  test("one of the monitor stays closed where the machine has another alarm since", async () => {
    const [closed, since] = [alarm({ machine_id: "m1" }), alarm({ machine_id: "m1" })];
    const values = alarm({ machine_id: "m1", detection_method: "plausibility" });
    await using room = await withAlarms(closed, values);
    const { alarms } = room.store;
    await alarms.resolve(closed.id, ada, START, ADA);
    expect((await alarms.undo(closed.id, ada, AT, ADA))?.state).toBe("new"); // implausible values are beside it
    await alarms.resolve(closed.id, ada, START, ADA);
    await alarms.apply([{ kind: "opened", alarm: since }]);
    await expect(alarms.undo(closed.id, ada, AT, ADA)).rejects.toThrow("a new alarm of this machine");
  });

  test("what the monitor says of one that a person has closed does not clear it after that was taken back", async () => {
    const opened = alarm({ machine_id: "m1" });
    await using room = await withAlarms(opened);
    const { alarms } = room.store;
    await alarms.falseAlarm(opened.id, ada, START, ADA);
    await alarms.undo(opened.id, ada, AT, ADA);
    await alarms.apply([{ kind: "cleared", anomaly_id: opened.id, at: AT, known: true }]);
    expect((await alarms.find(opened.id))?.state).toBe("new");
  });

  test("many answers at once are taken back one by one", async () => {
    const [one, two] = [alarm(), alarm()];
    await using room = await withAlarms(one, two);
    const { alarms } = room.store;
    expect(await alarms.resolveBatch({}, Number.MAX_SAFE_INTEGER, ada, START, ADA)).toBe(2);
    expect((await alarms.undo(two.id, ada, AT, ADA))?.state).toBe("new");
    expect((await alarms.find(one.id))?.state).toBe("resolved");
  });

  test("a finding of the past is raised as an alarm that calls people, and no other is", async () => {
    const [past, open] = [alarm({ state: "finding", origin: "detect" }), alarm()];
    await using room = await withAlarms(past, open);
    const { alarms, events } = room.store;
    expect(await alarms.raise(past.id, ada, AT, ADA)).toMatchObject({ state: "new", opened_at: START });
    expect((await events.pending(10)).at(-1)).toMatchObject({ state: "new", raised: true, by: "Ada" });
    await expect(alarms.raise(open.id, ada, AT, ADA)).rejects.toThrow("it is an alarm already");
    expect(await alarms.count({ states: ["new"] })).toBe(2);
  });

  test("who is to see to it stands in the row, the event and the entry, until it is somebody else", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms, events, audit } = room.store;
    await alarms.assign(opened.id, { name: "Cy", id: "p3" }, ada, START, ADA);
    await alarms.apply([worsened(opened.id)]);
    const cy = { assigned_to: "Cy", assigned_to_id: "p3" };
    expect(await alarms.find(opened.id)).toMatchObject({ state: "new", ...cy });
    expect((await events.pending(10)).at(-1)).toMatchObject(cy);
    await alarms.assign(opened.id, null, ada, AT, ADA);
    expect(await alarms.find(opened.id)).not.toHaveProperty("assigned_to");
    const entries = await audit.list({ action: "alarm.assign", limit: 10 });
    expect(entries.map(({ after }) => JSON.parse(after ?? ""))).toMatchObject([
      { assigned_to: null, assigned_to_id: null, by: "Ada" },
      { assigned_to: "Cy", assigned_to_id: "p3", by: "Ada" },
    ]);
  });

  test("resolving many keeps to the list, and takes findings only where these are asked for", async () => {
    const [warning, critical] = [alarm(), alarm({ severity: "critical" })];
    const past = alarm({ state: "finding" });
    await using room = await withAlarms(warning, critical, past);
    const { alarms } = room.store;
    const all = (query: object) => alarms.resolveBatch(query, Number.MAX_SAFE_INTEGER, { by: "Zoe" }, START);
    expect(await all({ severity: "critical" })).toBe(1);
    expect(await all({ states: ["resolved"] })).toBe(0);
    expect(await all({})).toBe(1);
    expect((await alarms.find(past.id))?.state).toBe("finding");
    expect(await all({ states: ["finding"] })).toBe(1);
  });
});
