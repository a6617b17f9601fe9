import { expect, test } from "bun:test";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { alarmOfEvent } from "../../../src/domain/alarm/alarm_event";
import type { AnomalyUpdated } from "../../../src/domain/event";
import { alarm, HOUR, onEachDatabase, START, withAlarms, withMachine, worsened } from "../../support/store";

onEachDatabase(() => {
  test("an opened alarm is stored as it is and told with all it has", async () => {
    await using room = await withMachine();
    const opened = alarm({ machine_id: room.machine.id });
    await room.store.alarms.apply([{ kind: "opened", alarm: opened }]);
    const stored = { ...opened, machine_name: "Compressor-1", machine_type: "other", priority: 4 as const };
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
