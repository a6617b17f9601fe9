import { expect, test } from "bun:test";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { updatedEvent } from "../../../src/domain/alarm/alarm_event";
import {
  alarm,
  DAY,
  HOUR,
  MINUTE,
  onEachDatabase,
  reading,
  START,
  withMachine,
  worsened,
} from "../../support/store";

const SECOND = 1000;
const stand = (alarms: readonly Alarm[]) => alarms.map(({ id, state, severity }) => [id, state, severity]);

onEachDatabase(() => {
  test("the past begins with the first reading or alarm; before there is any it has no beginning", async () => {
    await using room = await withMachine();
    const { playback, readings, alarms } = room.store;
    expect(await playback.begins()).toBeUndefined();
    await readings.record([reading(room.machine, START + HOUR, { power_kw: 1 })]);
    expect(await playback.begins()).toBe(START + HOUR);
    await alarms.apply([{ kind: "opened", alarm: alarm() }]);
    expect(await playback.begins()).toBe(START);
  });

  test("a machine is as it was: the newest of each metric until then, nothing of later, its minutes before", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const second = (i: number) => ({
      ...reading(machine, START + i * SECOND, { power_kw: i }),
      mode: "load",
    });
    await store.readings.record(Array.from({ length: 300 }, (_, i) => second(i)));
    await store.readings.record([reading(machine, START + 239 * SECOND, { temp_c: 61 })]);
    while ((await store.roll(1_000)) > 0);
    const at = START + 240 * SECOND;
    const [was] = await store.playback.machinesAt(at, []);
    expect(was).toMatchObject({ at, mode: "load", metrics: { power_kw: 240, temp_c: 61 } });
    expect(was?.minutes.map(({ at, metrics }) => [at - START, metrics.power_kw])).toEqual([
      [0, 29.5],
      [MINUTE, 89.5],
      [2 * MINUTE, 149.5],
      [3 * MINUTE, 209.5],
    ]);
    expect(await store.playback.machinesAt(START + DAY, [])).toEqual([]);
    expect(await store.playback.machinesAt(at, ["another"])).toEqual([]);
  });

  test("readings come after the moment up to the next one, oldest first, a few of each step", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const every = Array.from({ length: 120 }, (_, i) =>
      reading(machine, START + i * SECOND, { power_kw: i }),
    );
    await store.readings.record(every);
    const said = (stepMs: number) =>
      store.playback.readings({ from: START, to: START + MINUTE, stepMs, machineIds: [] });
    expect((await said(500)).map(({ at }) => (at - START) / SECOND)).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    const coarse = (await said(30_000)).map(({ at }) => (at - START) / SECOND);
    expect(coarse.length).toBeLessThanOrEqual(17);
    expect(coarse).toContainValues([29, 59, 60]);
  });

  test("many who ask for the past at once take turns, so that the loop turns between them", async () => {
    await using room = await withMachine();
    const { store } = room;
    for (let n = 2; n <= 20; n += 1) await store.machines.add({ name: `Press-${n}` });
    const stretch = { from: START, to: START + MINUTE, stepMs: 500, machineIds: [] };
    let asked = 12;
    let turns = 0;
    const all = Promise.all(
      Array.from({ length: asked }, async (_, index) => {
        await (index % 2 ? store.playback.readings(stretch) : store.playback.machinesAt(START + MINUTE, []));
        asked -= 1;
      }),
    );
    while (asked > 0) {
      await new Promise(setImmediate);
      turns += 1;
    }
    await all;
    // Each asks for the machines and for two groups of ten.
    expect(turns).toBeGreaterThanOrEqual(12 * 3 - 1);
  });

  test("where readings have gone by age their minutes take their place", async () => {
    await using room = await withMachine();
    const { store, machine } = room;
    const every = Array.from({ length: 300 }, (_, i) =>
      reading(machine, START + i * SECOND, { power_kw: i }),
    );
    await store.readings.record(every);
    while ((await store.roll(1_000)) > 0);
    await store.retain({ readingsBefore: START + 3 * MINUTE, eventsBefore: 0 });
    const all = { from: START - 1, to: START + 181 * SECOND, stepMs: 500, machineIds: [machine.id] };
    expect(
      (await store.playback.readings(all)).map(({ at, metrics }) => [at - START, metrics.power_kw]),
    ).toEqual([
      [0, 29.5],
      [MINUTE, 89.5],
      [2 * MINUTE, 149.5],
      [3 * MINUTE, 180],
      [3 * MINUTE + SECOND, 181],
    ]);
    const [was] = await store.playback.machinesAt(START + 2.5 * MINUTE, []);
    expect(was).toMatchObject({ at: START + MINUTE, metrics: { power_kw: 89.5 } });
  });

  test("an alarm stands as it stood at each moment of its life, and not before it opened", async () => {
    await using room = await withMachine();
    const { alarms, playback } = room.store;
    const opened = alarm({ machine_id: room.machine.id });
    await alarms.apply([{ kind: "opened", alarm: opened }]);
    await alarms.apply([worsened(opened.id, { at: START + MINUTE })]);
    await alarms.acknowledge(opened.id, { by: "Ada" }, START + 2 * MINUTE);
    await alarms.apply([{ kind: "cleared", anomaly_id: opened.id, at: START + 3 * MINUTE }]);
    const at = async (moment: number) => stand(await playback.alarmsAt(moment, 50, []));
    expect(await at(START - 1)).toEqual([]);
    expect(await at(START)).toEqual([[opened.id, "new", "warning"]]);
    expect(await at(START + MINUTE)).toEqual([[opened.id, "new", "critical"]]);
    expect(await at(START + 2 * MINUTE)).toEqual([[opened.id, "acknowledged", "critical"]]);
    expect(await at(START + HOUR)).toEqual([[opened.id, "resolved", "critical"]]);
    expect(await playback.alarmsAt(START + HOUR, 0, [])).toEqual([]);
    expect(await playback.alarmsAt(START, 50, ["another"])).toEqual([]);
  });

  test("changes after a moment are read once and in order, of alarms that open then and of those open before", async () => {
    await using room = await withMachine();
    const { alarms, playback } = room.store;
    const [first, second] = [alarm(), alarm({ opened_at: START + MINUTE, updated_at: START + MINUTE })];
    await alarms.apply([first, second].map((alarm) => ({ kind: "opened", alarm })));
    await alarms.apply([{ kind: "cleared", anomaly_id: first.id, at: START + 2 * MINUTE }]);
    await alarms.apply([{ kind: "cleared", anomaly_id: second.id, at: START + HOUR }]);
    const told = async (from: number, to: number) =>
      (await playback.changes({ from, to, machineIds: [], open: [first.id] })).map(({ at, event }) => [
        (at - START) / MINUTE,
        event.anomaly_id,
        event.event_type,
      ]);
    expect(await told(START, START + 2 * MINUTE)).toEqual([
      [1, second.id, "anomaly_detected"],
      [2, first.id, "anomaly_updated"],
    ]);
    expect(await told(START + 2 * MINUTE, START + 10 * MINUTE)).toEqual([]);
  });

  test("an alarm whose events have gone is told from its own times", async () => {
    await using room = await withMachine();
    const { alarms, playback, events } = room.store;
    const opened = alarm();
    await alarms.apply([{ kind: "opened", alarm: opened }]);
    await alarms.apply([{ kind: "cleared", anomaly_id: opened.id, at: START + MINUTE }]);
    await alarms.acknowledge(opened.id, { by: "Ada" }, START + 2 * MINUTE);
    const pending = await events.pending(10);
    const later = (
      await events.record([{ event_type: "system_alert", alert_type: "x", severity: "info", message: "" }])
    )[0]!;
    await events.announced(
      [...pending, later].map(({ event_id }, i) => ({ event_id, cursor: `log-${i + 1}` })),
    );
    await room.store.retain({ readingsBefore: 0, eventsBefore: START + 2 * DAY });
    expect(await events.list({ limit: 10 })).toHaveLength(1);
    const at = async (moment: number) => stand(await playback.alarmsAt(moment, 50, []));
    expect(await at(START)).toEqual([[opened.id, "new", "warning"]]);
    expect(await at(START + MINUTE)).toEqual([[opened.id, "cleared", "warning"]]);
    expect(await at(START + 2 * MINUTE)).toEqual([[opened.id, "resolved", "warning"]]);
    const changes = await playback.changes({
      from: START,
      to: START + HOUR,
      machineIds: [],
      open: [opened.id],
    });
    expect(changes.map(({ event }) => event.event_type === "anomaly_updated" && event.state)).toEqual([
      "cleared",
      "resolved",
    ]);
  });

  test("an answer by the clock does not reopen what older readings have cleared", async () => {
    await using room = await withMachine();
    const { alarms, playback } = room.store;
    const opened = alarm();
    await alarms.apply([{ kind: "opened", alarm: opened }]);
    await alarms.acknowledge(opened.id, { by: "Ada" }, START + HOUR);
    await alarms.apply([{ kind: "cleared", anomaly_id: opened.id, at: START + MINUTE }]);
    expect(stand(await playback.alarmsAt(START + DAY, 50, []))).toEqual([[opened.id, "resolved", "warning"]]);
  });

  test("a find that is told again has not changed the alarm it found", async () => {
    await using room = await withMachine();
    const { alarms, playback } = room.store;
    const found = alarm({ origin: "detect" });
    await alarms.detected([found]);
    await alarms.resolve(found.id, {}, START + HOUR);
    await alarms.detected([{ ...found, id: "again" }]);
    expect(stand(await playback.alarmsAt(START + MINUTE, 50, []))).toEqual([[found.id, "new", "warning"]]);
    expect(stand(await playback.alarmsAt(START + HOUR, 50, []))).toEqual([[found.id, "resolved", "warning"]]);
  });

  test("an alert that names an alarm is no change of it", async () => {
    await using room = await withMachine();
    const { alarms, playback, events } = room.store;
    const opened = alarm();
    await alarms.apply([{ kind: "opened", alarm: opened }]);
    const said = {
      anomaly_id: opened.id,
      alert_type: "Crane",
      severity: "info" as const,
      message: "Look there",
    };
    await events.recordExternal({ event_type: "system_alert", ...said });
    await alarms.resolve(opened.id, {}, START + HOUR);
    expect(stand(await playback.alarmsAt(START + MINUTE, 50, []))).toEqual([[opened.id, "new", "warning"]]);
    expect(stand(await playback.alarmsAt(START + HOUR, 50, []))).toEqual([
      [opened.id, "resolved", "warning"],
    ]);
  });

  test("an alarm is over when it was over, however much was told of it and of others before", async () => {
    await using room = await withMachine();
    const { alarms, playback, events } = room.store;
    const [long, short] = [alarm(), alarm()];
    await alarms.apply([long, short].map((alarm) => ({ kind: "opened", alarm })));
    await events.record(
      Array.from({ length: 6_000 }, (_, i) => updatedEvent({ ...long, updated_at: START + i })),
    );
    for (const { id } of [long, short]) await alarms.resolve(id, {}, START + MINUTE);
    const states = (await playback.alarmsAt(START + HOUR, 50, [])).map(({ state }) => state);
    expect(states).toEqual(["resolved", "resolved"]);
  });

  test("from alarm to alarm: the nearest before, the nearest after, of these machines", async () => {
    await using room = await withMachine();
    const { alarms, playback } = room.store;
    const opened = [0, 1, 2].map((hour) => alarm({ machine_id: `m${hour}`, opened_at: START + hour * HOUR }));
    await alarms.apply(opened.map((alarm) => ({ kind: "opened", alarm })));
    expect(await playback.alarmBeside(START + HOUR, "before", [])).toBe(START);
    expect(await playback.alarmBeside(START + HOUR, "after", [])).toBe(START + 2 * HOUR);
    expect(await playback.alarmBeside(START, "after", ["m2"])).toBe(START + 2 * HOUR);
    expect(await playback.alarmBeside(START, "before", [])).toBeUndefined();
  });
});
