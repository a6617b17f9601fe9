import { expect, test } from "bun:test";
import { asFinding, UNACKNOWLEDGED } from "../../../src/domain/alarm/alarm";
import { alarmOfEvent, isAlarmEvent } from "../../../src/domain/alarm/alarm_event";
import { alarm, onEachDatabase, openFresh, START } from "../../support/store";

onEachDatabase(() => {
  async function withFinding() {
    const store = await openFresh();
    const found = asFinding(alarm({ id: "past", opened_at: START }));
    await store.alarms.apply([{ kind: "opened", alarm: found }]);
    return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
  }

  test("a finding of the past is announced as one, and is no open alarm", async () => {
    await using store = await withFinding();
    const [sent] = await store.events.pending(10);
    expect(sent).toMatchObject({ event_type: "anomaly_detected", finding: true, state: "finding" });
    expect(sent && isAlarmEvent(sent) && alarmOfEvent(sent).state).toBe("finding");
    expect(await store.alarms.unacknowledged({})).toMatchObject({ count: 0 });
    expect(await store.alarms.count({ states: [...UNACKNOWLEDGED, "acknowledged"] })).toBe(0);
    expect(await store.alarms.board(0)).toEqual([]);
    expect(await store.alarms.board(9)).toMatchObject([{ id: "past", state: "finding" }]);
  });

  test("what comes later leaves it as it is, and a person's answer resolves it", async () => {
    await using store = await withFinding();
    await store.alarms.apply([{ kind: "cleared", anomaly_id: "past", at: START + 1 }]);
    expect(await store.alarms.find("past")).toMatchObject({ state: "finding", cleared_at: null });
    await store.alarms.acknowledge("past", { by: "Ann" }, START + 2);
    expect(await store.alarms.find("past")).toMatchObject({ state: "resolved", resolved_by: "Ann" });
  });
});
