import { expect, test } from "bun:test";
import { createKpiTracker } from "../../../src/live/state/kpi_tracker";
import { createPlantState } from "../../../src/live/state/plant_state";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { alertEvent, detectedEvent, updatedEvent } from "../../../src/domain/alarm/alarm_event";
import { alarm, START } from "../../support/store";

const HOUR_MS = 3_600_000;
const YEAR_MS = 8760 * HOUR_MS;

const answered = (origin: Alarm["origin"], waitedMs: number, opened_at = START): Alarm => {
  const acknowledged_at = opened_at + waitedMs;
  const state = "acknowledged";
  return alarm({
    origin,
    state,
    opened_at,
    acknowledged_at,
    acknowledged_by: "Ada",
    updated_at: acknowledged_at,
  });
};

/**
 * How long answers take: of these alarms as they are answered, and after a restart that finds them in
 * history.
 */
function figures(alarms: readonly Alarm[], recent: readonly Alarm[] = []) {
  const plantState = createPlantState();
  const kpis = createKpiTracker({ plantState, totals: new Map(), recent, now: () => START });
  for (const each of alarms) kpis.count(updatedEvent(each));
  return kpis.figures().answeredAfterMs;
}

test("the time to acknowledge is the same after a restart; past findings do not count", () => {
  const alarms = [answered("live", 20_000), ...Array.from({ length: 5 }, () => answered("detect", YEAR_MS))];
  expect(figures(alarms)).toBe(20_000);
  expect(figures([], alarms)).toBe(20_000);
  expect(figures([], [answered("detect", YEAR_MS)])).toBeNull();
});

test("an alarm of the past is answered from its announcement on, before a restart and after", () => {
  const event_id = `${(START + HOUR_MS)
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})/, "$1-")}-7000-8000-000000000000`;
  const past = alarm({ id: "past", opened_at: START - YEAR_MS });
  const by = {
    acknowledged_at: START + HOUR_MS + 12_000,
    acknowledged_by: "Ada",
    state: "acknowledged" as const,
  };
  const acknowledged = { ...past, ...by, updated_at: by.acknowledged_at };
  const plantState = createPlantState();
  const live = createKpiTracker({ plantState, totals: new Map(), recent: [], now: () => START });
  live.count({ ...detectedEvent(past), event_id, published_at: new Date(START).toISOString() });
  live.count(updatedEvent(acknowledged));
  expect(live.figures().answeredAfterMs).toBe(12_000);
  const announced = new Map([["past", START + HOUR_MS]]);
  const recent = [acknowledged];
  const restarted = createKpiTracker({ plantState, totals: new Map(), recent, announced, now: () => START });
  expect(restarted.figures().answeredAfterMs).toBe(12_000);
});

test("of an even number of answers the median lies between the two in the middle", () => {
  expect(figures([answered("live", 10_000, START), answered("live", 20_000, START + 1)])).toBe(15_000);
});

test("after a restart new answers displace the oldest ones", () => {
  const old = Array.from({ length: 100 }, (_, day) =>
    answered("live", 60_000 - 500 * day, START - day * HOUR_MS),
  );
  const fresh = Array.from({ length: 50 }, (_, i) => answered("live", 10_000, START + i));
  expect(figures(fresh, old)).toBe((60_000 - 49 * 500 + 10_000) / 2);
});

test("alarms of the last ten minutes are counted, each once, those from before a restart too", () => {
  let now = START;
  const plantState = createPlantState();
  const recent = [alarm({ id: "before", opened_at: START - 1_000 })];
  const kpis = createKpiTracker({ plantState, totals: new Map([["c1", 7]]), recent, now: () => now });
  const opened = detectedEvent(alarm({ id: "a", machine_id: "c1", opened_at: START }));
  expect([kpis.count(opened), kpis.count(opened)]).toEqual([true, false]);
  expect(kpis.count(detectedEvent(recent[0]!))).toBe(false);
  expect([kpis.figures().alarmsTenMinutes, kpis.total(["c1"]), kpis.total([])]).toEqual([2, 8, 8]);
  now += 600_000;
  expect(kpis.figures().alarmsTenMinutes).toBe(0);
});

test("the time to display is the median of the newest hundred events", () => {
  const plantState = createPlantState();
  const kpis = createKpiTracker({ plantState, totals: new Map(), recent: [], now: () => START });
  expect(kpis.figures().seenAfterMs).toBeNull();
  kpis.seen(Array(100).fill(9_000));
  kpis.seen(Array(51).fill(20));
  expect(kpis.figures().seenAfterMs).toBe(20);
});

test("system alerts are counted apart, and findings of the past not at all", () => {
  const plantState = createPlantState();
  const recent = [alarm({ id: "r1", origin: "external" }), alarm({ id: "r2", state: "finding" })];
  const kpis = createKpiTracker({ plantState, totals: new Map(), recent, now: () => START });
  const standing = alarm({ id: "s", origin: "system", machine_id: null, opened_at: START });
  const sent = { event_type: "system_alert", alert_type: "x", severity: "warning", message: "m" } as const;
  const told = alertEvent(sent, standing);
  expect([kpis.count(told), kpis.count(told), kpis.count({ ...told, repeated: true })]).toEqual([
    ...[true, false, false],
  ]);
  expect(kpis.count({ ...told, anomaly_id: "other", state: "cleared" })).toBe(false);
  const found = alarm({ id: "f", state: "finding", opened_at: START });
  kpis.count(detectedEvent(found));
  const at = START + 1_000;
  kpis.count(updatedEvent({ ...found, state: "resolved", acknowledged_at: at, updated_at: at }));
  kpis.count(detectedEvent(alarm({ id: "a", opened_at: START })));
  const { alarmsTenMinutes, systemTenMinutes, answeredAfterMs } = kpis.figures();
  expect({ alarmsTenMinutes, systemTenMinutes, answeredAfterMs }).toEqual({
    ...{ alarmsTenMinutes: 1, systemTenMinutes: 2, answeredAfterMs: null },
  });
});

test("an alarm that only follows another one now is not answered a second time", () => {
  const plantState = createPlantState();
  const kpis = createKpiTracker({ plantState, totals: new Map(), recent: [], now: () => START });
  kpis.count(updatedEvent(answered("live", 10_000)));
  const event = updatedEvent(answered("live", 30_000));
  kpis.count({ ...event, regrouped: true });
  expect(kpis.figures().answeredAfterMs).toBe(10_000);
});
