import { expect, test } from "bun:test";
import { alarmOfEvent } from "../../../src/domain/alarm/alarm_event";
import type { AlarmCause, Cause } from "../../../src/domain/alarm/cause";
import type { AnomalyDetected, AnomalyUpdated } from "../../../src/domain/event";
import { alarm, foreignAnomaly, onEachDatabase, openFresh, START } from "../../support/store";

const limit: AlarmCause = {
  ...{ kind: "limit", metric: "power_kw", value: 71.4, side: "above", limit: 50 },
  since: START,
};
const fault: AlarmCause = { kind: "fault", mode: "fault", since: START };
const LIMIT = "Power 71.4 kW, above its limit of 50 kW; since 00:00:00";
const FAULT = "The machine reports mode fault; since 00:00:00";

async function withStore() {
  const store = await openFresh();
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

onEachDatabase(() => {
  test("an alarm keeps its cause as values; its reason for other programs is made of it", async () => {
    await using store = await withStore();
    const opened = alarm({ cause: limit, reason: null });
    await store.alarms.apply([{ kind: "opened", alarm: opened }]);
    expect(await store.alarms.find(opened.id)).toMatchObject({ cause: limit, reason: LIMIT });
    const [event] = (await store.events.pending(10)) as AnomalyDetected[];
    expect(event).toMatchObject({ cause: limit, reason: LIMIT });
    expect(alarmOfEvent(event!)).toMatchObject({ cause: limit });
  });

  test("each report of an alarm brings its cause, and a report of another metric without one leaves none", async () => {
    await using store = await withStore();
    const opened = alarm({ cause: limit, reason: null });
    const figures = { value: null, expected_value: null, deviation_percent: null, deviation_sd: null };
    const worse = { kind: "worsened", anomaly_id: opened.id, at: START + 9, ...figures } as const;
    await store.alarms.apply([
      { kind: "opened", alarm: opened },
      { ...worse, severity: "critical", score: 1, metric: opened.metric, cause: fault, joined: true },
    ]);
    expect(await store.alarms.find(opened.id)).toMatchObject({ cause: fault, reason: FAULT });
    const events = (await store.events.pending(10)) as AnomalyUpdated[];
    expect(events.map(({ cause, reason }) => [cause, reason])).toEqual([
      [limit, LIMIT],
      [fault, FAULT],
    ]);
    await store.alarms.apply([{ ...worse, severity: "critical", score: 2, metric: "machine_temp_c" }]);
    const found = await store.alarms.find(opened.id);
    expect([found?.cause ?? null, found?.reason]).toEqual([null, null]);
  });

  test("an answer leaves the cause as it is, one by one or many at once", async () => {
    await using store = await withStore();
    const [one, many] = [alarm({ cause: limit }), alarm({ cause: fault })];
    await store.alarms.apply([one, many].map((each) => ({ kind: "opened", alarm: each })));
    await store.alarms.acknowledge(one.id, { by: "Ada" }, START + 1);
    const { asOf } = await store.alarms.unacknowledged({});
    await store.alarms.acknowledgeBatch({}, asOf, { by: "Ada" }, START + 2);
    expect(await store.alarms.find(one.id)).toMatchObject({ cause: limit, reason: LIMIT });
    expect(await store.alarms.find(many.id)).toMatchObject({ cause: fault, reason: FAULT });
  });

  test("an alarm of before, and one by hand, has its sentence and no cause", async () => {
    await using store = await withStore();
    const opened = alarm({ reason: "Power is 29 % above normal" });
    await store.alarms.apply([{ kind: "opened", alarm: opened }]);
    const found = await store.alarms.find(opened.id);
    expect(found).toMatchObject({ reason: "Power is 29 % above normal" });
    expect(found).not.toHaveProperty("cause");
  });

  test("an alarm of another program has a reason at most, whatever it calls its cause", async () => {
    for (const sent of [limit, "overheating"]) {
      await using store = await withStore();
      const event = {
        ...foreignAnomaly(),
        origin: "live",
        reason: "Too hot",
        cause: sent,
      } as AnomalyDetected;
      await store.events.recordExternal(event);
      const [found] = await store.alarms.list({ limit: 1 });
      expect(found).toMatchObject({ reason: "Too hot", origin: "foreign" });
      expect(found).not.toHaveProperty("cause");
      const [passedOn] = (await store.events.pending(10)) as AnomalyDetected[];
      expect(passedOn!.cause).toEqual(sent); // the guard: unknown fields are passed on
      expect(alarmOfEvent(passedOn!)).not.toHaveProperty("cause");
    }
  });

  test("a system alert is recorded with its cause and the message that it makes", async () => {
    await using store = await withStore();
    const cause: Cause = {
      kind: "energy_source",
      machine: "Press-1",
      metric: "energy_wh",
      source: "counter",
    };
    const alert = { event_type: "system_alert", alert_type: "energy_source", severity: "info" } as const;
    await store.events.record([
      { ...alert, cause, details: {} },
      { ...alert, message: "As it was sent" },
    ]);
    expect(await store.events.pending(10)).toMatchObject([
      { cause, message: expect.stringMatching(/^The energy of Press-1 is read from its counter energy_wh/) },
      { message: "As it was sent" },
    ]);
  });
});
