import { expect, test } from "bun:test";
import { alarmOfEvent, isAlarmEvent } from "../../../src/domain/alarm/alarm_event";
import type { CausedAlert, SystemAlert } from "../../../src/domain/event";
import type { Store } from "../../../src/store/store";
import { NOW, onEachDatabase, openFresh, withMachine } from "../../support/store";

const sent = (change: Partial<SystemAlert> = {}): SystemAlert => ({
  event_type: "system_alert",
  alert_type: "interlock",
  severity: "warning",
  message: "Crane 2 is locked out",
  ...change,
});
const keyed = (change: Partial<SystemAlert> = {}) => sent({ alert_key: "crane-2", ...change });

async function withStore() {
  const store = await openFresh();
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

const rowsOf = ({ alarms }: Pick<Store, "alarms">) => alarms.list({ limit: 20 });
const statesOf = async (store: Pick<Store, "alarms">) => (await rowsOf(store)).map(({ state }) => state);
const eventsOf = ({ events }: Pick<Store, "events">) => events.pending(100);
const kindsOf = async (store: Pick<Store, "events">) =>
  (await eventsOf(store)).map(({ event_type, state }) => [event_type, state]);

const peak = (kwh: number, state: "opened" | "continued" | "closed"): CausedAlert => ({
  event_type: "system_alert",
  alert_type: "peak_power",
  alert_key: "peak_power",
  severity: state === "closed" ? "info" : "warning",
  ...(state === "closed" ? { state: "cleared" as const } : {}),
  cause: {
    ...{ kind: "peak_power", state, power_kw: 60, limit_kw: 50, most_by: "Press-1" },
    toll: { kwh, cost: kwh / 2, currency: "USD", minutes: state === "closed" ? 14 : null },
  },
  details: { state },
});

onEachDatabase(() => {
  test("a warning or critical alert is an alarm, whose event draws its row; info and normal are none", async () => {
    await using store = await withStore();
    for (const severity of ["info", "normal", "warning"] as const)
      await store.events.recordExternal(sent({ severity, message: severity }));
    const [alarm, ...others] = await rowsOf(store);
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      ...{ anomaly_type: "system", origin: "external", alert_type: "interlock", state: "new" },
      ...{ machine_id: null, metric: null, value: null, severity: "warning", reason: "warning" },
    });
    const events = await eventsOf(store);
    expect(events.map((event) => event.anomaly_id)).toEqual([undefined, undefined, alarm?.id as string]);
    const [last] = events.slice(-1);
    // A pushed row must equal the row that a page asks for.
    expect(last && isAlarmEvent(last) && alarmOfEvent(last)).toEqual(alarm);
  });

  test("one row a key while it is open, however often it is sent, and each sending is one event", async () => {
    await using store = await withStore();
    for (const message of ["Crane 2 is locked out", "Crane 2 is still locked out"])
      await store.events.recordExternal(keyed({ message }));
    await store.events.recordExternal(keyed({ alert_key: "crane-3" }));
    const rows = await rowsOf(store);
    expect(rows.map(({ alert_key, reason }) => `${alert_key}: ${reason}`).sort()).toEqual([
      "crane-2: Crane 2 is still locked out",
      "crane-3: Crane 2 is locked out",
    ]);
    expect(await kindsOf(store)).toEqual(Array(3).fill(["system_alert", "new"]));
    const ids = (await eventsOf(store)).map(({ anomaly_id }) => anomaly_id);
    expect([ids[0] === ids[1], ids[1] === ids[2]]).toEqual([true, false]);
  });

  test("without a key it is one row for each type, machine and message", async () => {
    await using scene = await withMachine("Crane-2");
    const { store, machine } = scene;
    const alerts = [
      ...[sent(), sent(), sent({ message: "Crane 2 is free" }), sent({ alert_type: "safety" })],
      // By its name it is the same machine.
      ...[sent({ machine_id: machine.id }), sent({ machine_id: "Crane-2" })],
    ];
    for (const alert of alerts) await store.events.recordExternal(alert);
    expect((await rowsOf(store)).map(({ machine_name }) => machine_name ?? "none").sort()).toEqual([
      ...["Crane-2", "none", "none", "none"],
    ]);
  });

  test("the same in one transaction is one row too", async () => {
    await using store = await withStore();
    await Promise.all([1, 2, 3, 4].map(() => store.events.recordExternal(keyed())));
    expect([(await rowsOf(store)).length, (await eventsOf(store)).length]).toEqual([1, 4]);
  });

  test.each(["cleared", "Resolved", "OK"])("its program ends it by the state %p", async (state) => {
    await using store = await withStore();
    await store.events.recordExternal(keyed());
    await store.events.recordExternal(keyed({ state, severity: "info", message: "Crane 2 is free again" }));
    const [alarm] = await rowsOf(store);
    expect(alarm).toMatchObject({ state: "cleared", severity: "warning", reason: "Crane 2 is locked out" });
    const [, told, change] = await eventsOf(store);
    expect(told).toMatchObject({ event_type: "system_alert", severity: "info", anomaly_id: alarm?.id });
    expect(change).toMatchObject({
      ...{ event_type: "anomaly_updated", origin: "external", state: "cleared", anomaly_id: alarm?.id },
      by: null,
    });
    for (const event of [told, change])
      expect(event && isAlarmEvent(event) && alarmOfEvent(event)).toEqual(alarm);
  });

  test("what somebody has acknowledged is resolved when it ends, and what comes after that is a row of its own", async () => {
    await using store = await withStore();
    await store.events.recordExternal(keyed());
    const [{ id } = { id: "" }] = await rowsOf(store);
    await store.alarms.acknowledge(id, { by: "Ada" }, NOW);
    await store.events.recordExternal(keyed({ state: "cleared" }));
    expect(await statesOf(store)).toEqual(["resolved"]);
    expect((await eventsOf(store)).at(-1)).toMatchObject({ state: "resolved", by: null });
    await store.events.recordExternal(keyed());
    expect((await statesOf(store)).toSorted()).toEqual(["new", "resolved"]);
  });

  test("an end of what is not open is an event, and changes nothing", async () => {
    await using store = await withStore();
    await store.events.recordExternal(keyed({ state: "cleared" }));
    await store.events.recordExternal(sent());
    await store.events.recordExternal(sent({ message: "another", state: "cleared" }));
    expect(await statesOf(store)).toEqual(["new"]);
    expect((await kindsOf(store)).map(([kind]) => kind)).toEqual(Array(3).fill("system_alert"));
  });

  test("sent again it stays acknowledged, unless it is worse than anybody has seen", async () => {
    await using store = await withStore();
    await store.events.recordExternal(keyed());
    const [{ id } = { id: "" }] = await rowsOf(store);
    await store.alarms.acknowledge(id, { by: "Ada" }, NOW);
    await store.events.recordExternal(keyed());
    expect(await rowsOf(store)).toMatchObject([{ state: "acknowledged", acknowledged_by: "Ada" }]);
    await store.events.recordExternal(keyed({ severity: "critical" }));
    await store.events.recordExternal(keyed({ severity: "warning" }));
    const [alarm] = await rowsOf(store);
    expect(alarm).toMatchObject({ state: "new", severity: "critical", acknowledged_by: null });
    const [, , , raised, last] = await eventsOf(store);
    expect(raised).toMatchObject({ raised: true });
    // The event says how it was sent, its row how bad it has been.
    expect(last?.severity).toBe("warning");
    expect(last && isAlarmEvent(last) && alarmOfEvent(last)).toEqual(alarm);
  });

  test("one that comes back before anybody has acknowledged it is the same row, new again", async () => {
    await using store = await withStore();
    for (const state of ["", "cleared", ""]) await store.events.recordExternal(keyed({ state }));
    expect(await rowsOf(store)).toMatchObject([{ state: "new", cleared_at: null }]);
  });

  test("our own are told again in their one row, and their end says what it was in all", async () => {
    await using store = await withStore();
    await store.events.record([peak(1, "opened")]);
    await store.events.record([peak(2, "continued")]);
    const [open] = await rowsOf(store);
    expect(open).toMatchObject({ origin: "system", alert_key: "peak_power", cause: { toll: { kwh: 2 } } });
    expect(await store.alarms.standing()).toEqual([open!]);
    await store.events.record([peak(3, "closed")]);
    const [over, ...others] = await rowsOf(store);
    expect(others).toEqual([]);
    expect(over).toMatchObject({ state: "cleared", cause: { state: "closed", toll: { kwh: 3 } } });
    expect(over?.reason).toContain("3 kWh");
    expect(await store.alarms.standing()).toEqual([]);
    expect(await kindsOf(store)).toEqual([
      ["system_alert", "new"],
      ["system_alert", "new"],
      ["system_alert", "cleared"],
      ["anomaly_updated", "cleared"],
    ]);
  });

  test("another program can neither end our own nor name the alarm that it means", async () => {
    await using store = await withStore();
    await store.events.record([peak(1, "opened")]);
    const [ours] = await rowsOf(store);
    const forged = {
      anomaly_id: ours?.id,
      opened_at: "2026-03-02T08:00:00Z",
      origin: "system",
      repeated: true,
    };
    await store.events.recordExternal(sent({ alert_key: "peak_power", state: "cleared", ...forged }));
    await store.events.recordExternal(sent({ severity: "info", ...forged }));
    expect(await rowsOf(store)).toEqual([ours!]);
    for (const event of (await eventsOf(store)).slice(1)) expect(isAlarmEvent(event)).toBe(false);
  });

  test("an alert that was sent long ago stands since then, one that is from ahead since it came", async () => {
    await using store = await withStore();
    const at = (ms: number) => new Date(ms).toISOString();
    await store.events.recordExternal(keyed({ timestamp: at(NOW - 60_000) }));
    await store.events.recordExternal(keyed({ alert_key: "b", timestamp: at(NOW + 3_600_000) }));
    await store.events.recordExternal(keyed({ alert_key: "c", timestamp: "yesterday" }));
    const since = new Map((await rowsOf(store)).map(({ alert_key, opened_at }) => [alert_key, opened_at]));
    expect([since.get("crane-2"), since.get("b"), since.get("c")]).toEqual([NOW - 60_000, NOW, NOW]);
  });

  test("it is played back as it stood", async () => {
    await using store = await withStore();
    await store.events.recordExternal(keyed({ timestamp: new Date(NOW - 60_000).toISOString() }));
    await store.events.recordExternal(keyed({ state: "cleared" }));
    const at = async (moment: number) =>
      (await store.playback.alarmsAt(moment, 10, [])).map(({ state, reason }) => [state, reason]);
    expect(await at(NOW - 70_000)).toEqual([]);
    expect(await at(NOW - 30_000)).toEqual([["new", "Crane 2 is locked out"]]);
    expect(await at(NOW + 1)).toEqual([["cleared", "Crane 2 is locked out"]]);
  });
});
