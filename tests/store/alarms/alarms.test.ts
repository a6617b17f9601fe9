import { expect, test } from "bun:test";
import type { Store } from "../../../src/store/store";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { alarmOfEvent } from "../../../src/domain/alarm/alarm_event";
import type { AnomalyUpdated } from "../../../src/domain/event";
import { eventually } from "../../support/andon";
import { alarm, HOUR, onEachDatabase, openFresh, START, withMachine, worsened } from "../../support/store";
import { Conflict } from "../../../src/store/errors";
import type { AlarmConditions } from "../../../src/store/alarms/alarm_store";

async function withAlarms(...alarms: Alarm[]) {
  const store = await openFresh();
  await store.alarms.apply(alarms.map((alarm) => ({ kind: "opened", alarm })));
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

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

const ids = (alarms: Alarm[]) => alarms.map(({ id }) => id);

onEachDatabase(() => {
  test("an opened alarm is stored as it is and told with all it has", async () => {
    await using room = await withMachine();
    const opened = alarm({ machine_id: room.machine.id });
    await room.store.alarms.apply([{ kind: "opened", alarm: opened }]);
    const stored = { ...opened, machine_name: "Compressor-1", machine_type: "other" };
    expect(await room.store.alarms.find(opened.id)).toEqual(stored);
    expect(await room.store.events.pending(10)).toMatchObject([
      {
        event_type: "anomaly_detected",
        anomaly_id: opened.id,
        machine_name: "Compressor-1",
        anomaly_score: 10,
        reason: opened.reason,
        timestamp: "2026-03-02T00:00:00.000Z",
      },
    ]);
  });

  test("an alarm that worsens is told as an update, and never gets better while open", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms, events } = room.store;
    await alarms.apply([
      worsened(opened.id),
      worsened(opened.id, { severity: "normal", score: 5, value: 50 }),
    ]);
    expect(await alarms.find(opened.id)).toMatchObject({
      severity: "critical",
      peak_score: 20,
      score: 5,
      value: 50,
    });
    expect(await events.pending(10)).toMatchObject([
      { event_type: "anomaly_detected" },
      { event_type: "anomaly_updated", severity: "critical", peak_score: 20 },
      { event_type: "anomaly_updated", severity: "critical", peak_score: 20, value: 50 },
    ]);
  });

  test("a sentence about another metric does not stay when the worst metric changes", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    await room.store.alarms.apply([worsened(opened.id, { metric: "machine_temp_c" })]);
    expect(await room.store.alarms.find(opened.id)).toMatchObject({ reason: null, unit: "°C" });
  });

  test("an alarm keeps why it opened, and why it is worse now, in its row and in its events", async () => {
    const why = (metric: string) => [
      { metric, value: 70, expected_value: 48, deviation_percent: 46, deviation_sd: null, share: 0.9 },
    ];
    const opened = alarm({ contributors: why("power_kw") });
    await using room = await withAlarms(opened);
    const { alarms, events } = room.store;
    expect(await alarms.find(opened.id)).toMatchObject({ contributors: why("power_kw") });
    const hot = { kind: "limit", metric: "machine_temp_c", value: 90, side: "above", limit: 80 } as const;
    const later = { metric: "machine_temp_c", cause: hot, contributors: why("machine_temp_c") };
    await alarms.apply([worsened(opened.id, later)]);
    const reason = "Machine temp 90 °C, above its limit of 80 °C";
    expect(await alarms.find(opened.id)).toMatchObject({ ...later, reason });
    const told = (await events.pending(10)).map(
      (event) => alarmOfEvent(event as AnomalyUpdated).contributors,
    );
    expect(told).toEqual([why("power_kw"), why("machine_temp_c")]);
  });

  test("an acknowledged alarm that becomes worse than anybody has seen is new again, and is news", async () => {
    const opened = alarm({ severity: "warning", peak_score: 10, score: 10 });
    await using room = await withAlarms(opened);
    const { alarms, events } = room.store;
    await alarms.acknowledge(opened.id, { by: "Ada" }, START + 1);
    await alarms.apply([worsened(opened.id, { severity: "warning", score: 12 })]);
    expect(await alarms.find(opened.id)).toMatchObject({ state: "acknowledged", acknowledged_by: "Ada" });
    await alarms.apply([worsened(opened.id, { severity: "critical" })]);
    expect(await alarms.find(opened.id)).toMatchObject({ state: "new", acknowledged_by: null });
    const raised = (await events.pending(10)).map((event) => "raised" in event && event.raised === true);
    expect(raised).toEqual([false, false, false, true]);
  });

  test("a further abnormality makes an acknowledged alarm new again, however grave it is", async () => {
    const opened = alarm({ severity: "critical" });
    await using room = await withAlarms(opened);
    const { alarms } = room.store;
    await alarms.acknowledge(opened.id, { by: "Ada" }, START + 1);
    await alarms.apply([worsened(opened.id, { severity: "warning", score: 1, joined: true })]);
    expect(await alarms.find(opened.id)).toMatchObject({ state: "new", severity: "critical" });
  });

  test("later findings change nothing about an alarm closed by hand", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms, events } = room.store;
    const closed = await alarms.resolve(opened.id, { note: "Filter changed" }, START + 5);
    const told = await events.pending(10);
    await alarms.apply([worsened(opened.id), { kind: "cleared", anomaly_id: opened.id, at: START + 9 }]);
    expect(await alarms.find(opened.id)).toEqual(closed);
    expect(await events.pending(10)).toHaveLength(told.length);
  });

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
      { state: "resolved", resolved_by: "Cy", called_false: true },
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

  test("an anomaly detected again keeps its id and its answer, and is told again", async () => {
    await using room = await withAlarms();
    const { alarms, events } = room.store;
    const [first] = await alarms.detected([alarm({ origin: "detect" })]);
    const answered = await alarms.acknowledge(first?.id ?? "", { by: "Ada" }, START);
    expect(await alarms.detected([alarm({ origin: "detect" })])).toEqual(answered ? [answered] : []);
    expect(await alarms.detected([alarm({ opened_at: START + HOUR })])).not.toEqual([first as Alarm]); // the guard
    expect(await alarms.count({})).toBe(2);
    expect(await events.pending(10)).toMatchObject([
      { event_type: "anomaly_detected" },
      { event_type: "anomaly_updated" },
      { event_type: "anomaly_detected", anomaly_id: first?.id, state: "acknowledged" },
      { event_type: "anomaly_detected" },
    ]);
  });

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

  test("a renamed machine's alarms bear the new name", async () => {
    await using room = await withMachine();
    await room.store.alarms.apply([
      { kind: "opened", alarm: alarm({ id: "a", machine_id: room.machine.id }) },
    ]);
    await room.store.machines.change(room.machine.id, { name: "Compressor-9" });
    expect((await room.store.alarms.find("a"))?.machine_name).toBe("Compressor-9");
  });

  test("an alarm was announced when its event was recorded, and again when it got worse than anybody has seen", async () => {
    const old = alarm({ opened_at: START - 90_000_000, severity: "warning" });
    await using room = await withAlarms(old);
    const { store } = room;
    const [before] = (await store.alarms.announcedAt([old.id, "none"])).values();
    expect(before).toBeGreaterThan(old.opened_at);
    await store.alarms.acknowledge(old.id, { by: "Ada" }, START);
    expect((await store.alarms.announcedAt([old.id])).get(old.id)).toBe(before);
    await store.alarms.apply([worsened(old.id)]);
    const events = await store.events.pending(10);
    expect(events.at(-1)).toMatchObject({ raised: true });
    expect([...(await store.alarms.announcedAt([old.id])).keys()]).toEqual([old.id]);
  });
});
