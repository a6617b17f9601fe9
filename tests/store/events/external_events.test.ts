import { expect, test } from "bun:test";
import { alarmOfEvent } from "../../../src/domain/alarm/alarm_event";
import type { AnomalyDetected, AnomalyUpdated } from "../../../src/domain/event";
import {
  alarm,
  foreignAnomaly,
  NOW,
  onEachDatabase,
  openFresh,
  START,
  withMachine,
} from "../../support/store";
import { FIRST_BATCH } from "../../../src/store/events/batch_size";

async function withHistory() {
  const store = await openFresh();
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

function update(anomaly_id: string, fields: Partial<AnomalyUpdated> = {}): AnomalyUpdated {
  return {
    event_type: "anomaly_updated",
    anomaly_id,
    state: "acknowledged",
    severity: "warning",
    by: "MES",
    timestamp: "2026-03-02T09:00:00Z",
    ...fields,
  };
}

onEachDatabase(() => {
  test("a foreign anomaly becomes an alarm of its own, under the name it came with", async () => {
    await using store = await withHistory();
    await store.events.recordExternal(foreignAnomaly());
    const [event] = await store.events.pending(10);
    expect(await store.alarms.list({ limit: 10 })).toMatchObject([
      {
        id: event?.anomaly_id as string,
        machine_id: "elsewhere-7",
        machine_name: "Press 7",
        machine_type: null,
        state: "new",
        origin: "foreign",
        score: 0.8,
        opened_at: Date.parse("2026-03-02T08:00:00Z"),
      },
    ]);
  });

  test.each([
    ["name", () => ({ machine_id: "Press-9" })],
    ["name alone", () => ({ machine_id: null, machine_name: "Press-9" })],
    ["id in capitals", (id: string) => ({ machine_id: id.toUpperCase() })],
  ])("an anomaly belongs to the machine that it names by its %s", async (_, namedBy) => {
    await using scene = await withMachine("Press-9");
    const { store, machine } = scene;
    await store.events.recordExternal(foreignAnomaly(namedBy(machine.id)));
    const told = { machine_id: machine.id, machine_name: "Press-9", machine_type: "other" };
    expect(await store.alarms.list({ limit: 10 })).toMatchObject([told]);
    const details = { mended: [expect.stringMatching(/^machine_id: ".*" is /)] };
    const [event] = await store.events.pending(10);
    // The pushed row equals the row that a page asks for.
    expect(alarmOfEvent(event as AnomalyDetected)).toEqual((await store.alarms.list({ limit: 1 }))[0]!);
    expect(event).toMatchObject({ ...told, details });
  });

  test("its unknown fields and its time of publishing are kept", async () => {
    await using store = await withHistory();
    await store.events.recordExternal(foreignAnomaly({ shift: "late", published_at: "2026-03-02T08:00:01" }));
    expect(await store.events.pending(10)).toMatchObject([
      { shift: "late", published_at: "2026-03-02T08:00:01" },
    ]);
  });

  test("the same anomaly twice is two alarms and two events, each event with its alarm", async () => {
    await using store = await withHistory();
    const same = foreignAnomaly({ anomaly_id: "press-7-17" });
    await Promise.all([store.events.recordExternal(same), store.events.recordExternal(same)]);
    const told = (await store.events.pending(10)).map(({ anomaly_id }) => anomaly_id as string);
    const stored = (await store.alarms.list({ limit: 10 })).map(({ id }) => id);
    expect(new Set(told).size).toBe(2);
    expect(told).toContain("press-7-17");
    expect(new Set(stored)).toEqual(new Set(told));
  });

  test("an event whose event_id is recorded already is not taken in again", async () => {
    await using store = await withHistory();
    const event = foreignAnomaly({ event_id: "in-1732-0" });
    await Promise.all([store.events.recordExternal(event), store.events.recordExternal(event)]);
    expect(await store.alarms.count({})).toBe(1);
    expect(await store.events.pending(10)).toHaveLength(1);
  });

  test("an id that could not stand in a page is replaced", async () => {
    await using store = await withHistory();
    await store.events.recordExternal(foreignAnomaly({ anomaly_id: `"><script> '` }));
    expect((await store.alarms.list({ limit: 1 }))[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a time without a zone is UTC", async () => {
    process.env.TZ = "Asia/Tokyo";
    await using store = await withHistory();
    await store.events.recordExternal(foreignAnomaly({ timestamp: "2026-03-02T08:00:00.123456" }));
    process.env.TZ = "UTC";
    expect((await store.alarms.list({ limit: 1 }))[0]?.opened_at).toBe(
      Date.parse("2026-03-02T08:00:00.123Z"),
    );
  });

  test("an anomaly of a machine we know bears its name", async () => {
    await using room = await withMachine();
    await room.store.events.recordExternal(
      foreignAnomaly({ machine_id: room.machine.id, machine_name: null }),
    );
    expect(await room.store.events.pending(1)).toMatchObject([{ machine_name: "Compressor-1" }]);
  });

  test("a foreign update of an alarm we know is applied, but never makes it better", async () => {
    await using store = await withHistory();
    await store.alarms.apply([{ kind: "opened", alarm: alarm({ id: "a", severity: "critical" }) }]);
    await store.events.recordExternal(update("a"));
    expect(await store.alarms.find("a")).toMatchObject({
      state: "acknowledged",
      severity: "critical",
      acknowledged_by: "MES",
    });
    expect((await store.events.pending(10))[1]).toMatchObject({
      state: "acknowledged",
      severity: "critical",
    });
  });

  test("events that were kept are recorded once, however often that is tried, and equal ones as often as they came", async () => {
    await using store = await withHistory();
    const note = (message: string) =>
      ({ event_type: "system_alert", alert_type: "note", severity: "info", message }) as const;
    await store.events.recordExternal(note("twice"));
    const kept = ["twice", "once", "twice"].map((word, n) => ({ event: note(word), id: `kept-${n}` }));
    await store.events.recordMissed(kept, NOW);
    await store.events.recordMissed(kept, NOW);
    const events = await store.events.pending(10);
    // What this server recorded itself it has not kept: it is no double of what it has.
    expect(events.map(({ message }) => message)).toEqual(["twice", "twice", "once", "twice"]);
    expect(events.slice(1).map(({ event_id }) => event_id)).toEqual(["kept-0", "kept-1", "kept-2"]);
    expect(events[1]!.sent_hash).toBe(store.events.sentHash(note("twice")));
  });

  test("kept events share transactions, but do not wait for one that holds all others up", async () => {
    await using store = await withHistory();
    const kept = Array.from({ length: 120 }, (_, n) => ({ event: foreignAnomaly(), id: `kept-${n}` }));
    const before = store.commits();
    const recording = store.events.recordMissed(kept, NOW);
    await store.proveWrite();
    expect(await store.events.pending(200)).toHaveLength(FIRST_BATCH);
    await recording;
    expect(await store.events.pending(200)).toHaveLength(120);
    expect(store.commits() - before).toBeLessThan(15);
  });

  test("one that can never be recorded is named, and the others are; when none can be, that says nothing of any", async () => {
    await using store = await withHistory();
    const spoilt = { event: foreignAnomaly({ severity: null as never }), id: "spoilt" };
    const good = { event: foreignAnomaly(), id: "good" };
    const refused = await store.events.recordMissed([spoilt, good], NOW);
    expect(refused.map(({ id }) => id)).toEqual(["spoilt"]);
    expect((await store.events.pending(10)).map(({ event_id }) => event_id)).toEqual(["good"]);
    await expect(store.events.recordMissed([spoilt], NOW)).rejects.toThrow();
  });

  test("an anomaly without a usable id gets the one it was kept under; one that is taken stays its owner's", async () => {
    await using store = await withHistory();
    await store.events.recordExternal(foreignAnomaly({ anomaly_id: null }), "kept-1");
    await store.events.recordExternal(foreignAnomaly({ anomaly_id: "kept-1", value: 2 }), "kept-2");
    expect((await store.alarms.list({ limit: 5 })).map(({ id }) => id).toSorted()).toEqual([
      "kept-1",
      "kept-2",
    ]);
  });

  test("a foreign update cannot open a resolved alarm again", async () => {
    await using store = await withHistory();
    await store.alarms.apply([{ kind: "opened", alarm: alarm({ id: "a" }) }]);
    const closed = await store.alarms.resolve("a", {}, START);
    await store.events.recordExternal(update("a", { state: "new", severity: "critical" }));
    expect(await store.alarms.find("a")).toEqual(closed);
    expect((await store.events.pending(10)).at(-1)).toMatchObject({
      state: "resolved",
      severity: "warning",
    });
  });

  test("any other event, and an update of nothing we know, is only logged", async () => {
    await using store = await withHistory();
    await store.events.recordExternal(update("unknown"));
    await store.events.recordExternal({ event_type: "training_started", job_id: "j" });
    expect(await store.events.pending(10)).toMatchObject([{ anomaly_id: "unknown" }, { job_id: "j" }]);
    expect(await store.alarms.count({})).toBe(0);
  });

  test("one event that cannot be kept does not hold up those beside it", async () => {
    await using store = await withHistory();
    const outcomes = await Promise.allSettled([
      store.events.recordExternal(foreignAnomaly()),
      store.events.recordExternal(foreignAnomaly({ size: 1n })), // no JSON: fails when its alarm is there already
      store.events.recordExternal(foreignAnomaly()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await store.alarms.count({})).toBe(2);
  });
});
