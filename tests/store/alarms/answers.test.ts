import { expect, test } from "bun:test";
import type { Store } from "../../../src/store/store";
import { alarmOfEvent } from "../../../src/domain/alarm/alarm_event";
import type { AnomalyUpdated } from "../../../src/domain/event";
import { eventually } from "../../support/andon";
import { alarm, onEachDatabase, START, withAlarms, worsened } from "../../support/store";
import { Conflict } from "../../../src/store/errors";
import type { AlarmConditions } from "../../../src/store/alarms/alarm_store";

type Room = Store["alarms"];

/** PostgreSQL counts what is older than every transaction under way, and another test may have one. */
function settled(alarms: Room, query: AlarmConditions, count: number) {
  return eventually(async () => {
    const found = await alarms.unacknowledged(query);
    return found.count === count && found;
  }, `${count} unanswered alarms`);
}

async function answerAll(alarms: Room, query: AlarmConditions, asOf: number) {
  let all = 0;
  for (let some = 1; some > 0; all += some)
    some = await alarms.acknowledgeBatch(query, asOf, { by: "Zoe", note: "Storm" }, START + 9);
  return all;
}

onEachDatabase(() => {
  test("an alarm is resolved when it is cleared and acknowledged, in either order", async () => {
    const [first, second] = [alarm(), alarm()];
    await using room = await withAlarms(first, second);
    const { alarms } = room.store;
    await alarms.apply([{ kind: "cleared", anomaly_id: first.id, at: START + 1 }]);
    expect((await alarms.find(first.id))?.state).toBe("cleared");
    expect((await alarms.acknowledge(first.id, { by: "Ada" }, START + 2))?.state).toBe("resolved");
    expect((await alarms.acknowledge(second.id, { by: "Ada" }, START + 3))?.state).toBe("acknowledged");
    await alarms.apply([{ kind: "cleared", anomaly_id: second.id, at: START + 4 }]);
    expect(await alarms.find(second.id)).toMatchObject({ state: "resolved", cleared_at: START + 4 });
  });

  test("acknowledging twice names the first and tells nobody again", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms, events } = room.store;
    await alarms.acknowledge(opened.id, { by: "Ada", note: "On my way" }, START + 1);
    expect((await alarms.acknowledge(opened.id, { by: "Bob" }, START + 2))?.acknowledged_by).toBe("Ada");
    expect((await events.pending(10)).slice(1)).toMatchObject([
      { event_type: "anomaly_updated", state: "acknowledged", by: "Ada", note: "On my way" },
    ]);
  });

  test("who closes an alarm adds to what was noted at it, one by one or many at once", async () => {
    const [one, many, long] = [alarm(), alarm(), alarm()];
    await using room = await withAlarms(one, many, long);
    const { alarms, events } = room.store;
    const note = async (id: string) => (await alarms.find(id))?.note;
    await alarms.acknowledge(one.id, { by: "Ada", note: "On my way" }, START + 1);
    await alarms.acknowledge(long.id, { by: "Ada", note: "a".repeat(2000) }, START + 1);
    await alarms.acknowledge(many.id, { by: "Ada", note: "Oil is low" }, START + 1);
    await alarms.apply([worsened(many.id, { severity: "critical" })]);
    const { asOf } = await settled(alarms, {}, 1);
    await answerAll(alarms, {}, asOf);
    expect(await note(many.id)).toBe("Oil is low · Storm");
    await alarms.resolve(many.id, {}, START + 10);
    expect(await note(many.id)).toBe("Oil is low · Storm");
    await alarms.falseAlarm(long.id, { by: "Bob", note: "b".repeat(2000) }, START + 2);
    expect(await note(long.id)).toBe(`${"a".repeat(999)} · ${"b".repeat(998)}`);
    await alarms.resolve(one.id, { by: "Bob", note: "Oil filled up" }, START + 11);
    expect(await note(one.id)).toBe("On my way · Oil filled up");
    expect((await events.pending(100)).at(-1)).toMatchObject({ note: "On my way · Oil filled up" });
  });

  test("a false alarm is resolved, its event says so, and who acknowledged it first stays", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms, events } = room.store;
    await alarms.acknowledge(opened.id, { by: "Ada" }, START + 1);
    const called = await alarms.falseAlarm(opened.id, { by: "Bob", note: "says Bob" }, START + 5);
    expect(called).toMatchObject({
      state: "resolved",
      resolved_at: START + 5,
      acknowledged_by: "Ada",
      note: "says Bob",
    });
    expect((await events.pending(10)).at(-1)).toMatchObject({ state: "resolved", false_alarm: true });
    await expect(alarms.falseAlarm(opened.id, { by: "Bob" }, START)).rejects.toThrow(Conflict);
    expect(await alarms.falseAlarm("nothing", { by: "Bob" }, START)).toBeUndefined();
  });

  test("who closed an alarm, and that it was called false, is in its row and in its event", async () => {
    const [closed, over, none] = [alarm(), alarm(), alarm()];
    await using room = await withAlarms(closed, over, none);
    const { alarms, events } = room.store;
    await alarms.resolve(closed.id, { by: "Ada", note: "Belt changed" }, START + 1);
    await alarms.apply([{ kind: "cleared", anomaly_id: over.id, at: START + 1 }]);
    await alarms.acknowledge(over.id, { by: "Bob" }, START + 2);
    await alarms.falseAlarm(none.id, { by: "Cy" }, START + 3);
    const said = [
      { state: "resolved", resolved_by: "Ada", acknowledged_by: null, note: "Belt changed" },
      { state: "resolved", resolved_by: "Bob", acknowledged_by: "Bob" },
      {
        state: "resolved",
        resolved_by: "Cy",
        called_false: true,
        acknowledged_by: null,
        acknowledged_at: null,
      },
    ];
    const ids = [closed.id, over.id, none.id];
    expect(await Promise.all(ids.map(alarms.find))).toMatchObject(said);
    const told = (await events.pending(10)).filter(
      ({ event_type, state }) => event_type === "anomaly_updated" && state === "resolved",
    );
    expect(told.map((event) => alarmOfEvent(event as AnomalyUpdated))).toMatchObject(said);
    expect(told.map((event) => (event as AnomalyUpdated).by)).toEqual(["Ada", "Bob", "Cy"]);
  });

  test("one answer to many acknowledges those that were there and unanswered, and tells of each", async () => {
    const [one, over, seen, closed] = [alarm(), alarm(), alarm(), alarm()];
    const other = alarm({ severity: "critical" });
    await using room = await withAlarms(one, over, seen, closed, other);
    const { alarms, events } = room.store;
    await alarms.apply([{ kind: "cleared", anomaly_id: over.id, at: START + 1 }]);
    await alarms.acknowledge(seen.id, { by: "Ada" }, START + 1);
    await alarms.resolve(closed.id, {}, START + 1);
    const { asOf } = await settled(alarms, { severity: "warning" }, 2);
    const before = (await events.pending(100)).length;
    expect(await answerAll(alarms, { severity: "warning" }, asOf)).toBe(2);
    expect(await alarms.find(one.id)).toMatchObject({
      state: "acknowledged",
      acknowledged_by: "Zoe",
      note: "Storm",
    });
    expect(await alarms.find(over.id)).toMatchObject({ state: "resolved", resolved_by: "Zoe" });
    expect(await alarms.find(seen.id)).toMatchObject({ state: "acknowledged", acknowledged_by: "Ada" });
    expect(await alarms.find(other.id)).toMatchObject({ state: "new" });
    expect((await events.pending(100)).slice(before)).toMatchObject([
      { event_type: "anomaly_updated", anomaly_id: one.id, state: "acknowledged", by: "Zoe" },
      { event_type: "anomaly_updated", anomaly_id: over.id, state: "resolved", by: "Zoe" },
    ]);
    expect(await alarms.unacknowledged({ severity: "warning" })).toMatchObject({ count: 0 });
    expect(await alarms.unacknowledged({ states: ["resolved"] })).toMatchObject({ count: 0 });
  });

  test("one answer to many leaves what appeared or got worse after the mark", async () => {
    const [there, worse] = [alarm(), alarm()];
    await using room = await withAlarms(there, worse);
    const { alarms } = room.store;
    const { asOf } = await settled(alarms, {}, 2);
    const later = alarm({ opened_at: START - 1 }); // however old it says it is
    await alarms.apply([{ kind: "opened", alarm: later }, worsened(worse.id)]);
    expect(await answerAll(alarms, {}, asOf)).toBe(1);
    expect(await alarms.find(there.id)).toMatchObject({ state: "acknowledged" });
    for (const { id } of [later, worse]) expect(await alarms.find(id)).toMatchObject({ state: "new" });
    const next = await settled(alarms, {}, 2);
    expect(await answerAll(alarms, {}, next.asOf)).toBe(2);
  });

  test("one answer to thousands comes in parts and leaves none out", async () => {
    await using room = await withAlarms(...Array.from({ length: 450 }, () => alarm()));
    const { alarms } = room.store;
    const { asOf } = await settled(alarms, {}, 450);
    expect(await alarms.acknowledgeBatch({}, asOf, { by: "Zoe" }, START)).toBeLessThan(450);
    await answerAll(alarms, {}, asOf);
    expect(await alarms.count({ states: ["acknowledged"] })).toBe(450);
  });

  test("anything on a resolved alarm is a conflict, on an unknown one nothing", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms } = room.store;
    await alarms.resolve(opened.id, {}, START);
    await expect(alarms.resolve(opened.id, {}, START)).rejects.toThrow(Conflict);
    await expect(alarms.acknowledge(opened.id, { by: "Ada" }, START)).rejects.toThrow("it is resolved");
    expect(await alarms.acknowledge("nothing", { by: "Ada" }, START)).toBeUndefined();
    expect(await alarms.resolve("nothing", {}, START)).toBeUndefined();
  });
});
