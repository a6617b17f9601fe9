import { expect, test } from "bun:test";
import { createAlarmTotals } from "../../../src/live/components/alarm_totals";
import { createSuppressedCount } from "../../../src/live/components/suppressed_count";
import { createKpiTracker } from "../../../src/live/state/kpi_tracker";
import { createPlantState } from "../../../src/live/state/plant_state";
import type { AnnouncedEvent } from "../../../src/domain/event";
import type { Drawn } from "../../../src/live/components/component";
import { alarm, detected, machine, NOW } from "../../support/views";

const suppressed = { id: "s1", kind: "shelved", until: new Date(NOW + 1000).toISOString(), by: "Ana" };
const updated = (change: object) =>
  detected({ event_type: "anomaly_updated", anomaly_id: "a1", state: "new", ...change });
const board = (...machineIds: string[]) => ({ kind: "page", page: "board", machineIds }) as const;

function start(recent: Parameters<typeof createKpiTracker>[0]["recent"] = []) {
  const plantState = createPlantState();
  const kpis = createKpiTracker({ plantState, totals: new Map(), recent, now: () => NOW });
  const [totals, count] = [createAlarmTotals({ kpis }), createSuppressedCount({ kpis })];
  const onEvent = (event: AnnouncedEvent) => [totals, count].forEach((each) => each.onEvent(event));
  const due = (...ids: string[]) => textOf(count.due(), ...ids);
  return { kpis, count, onEvent, due };
}

function textOf(drawn: Drawn, ...machineIds: string[]) {
  const fragments = typeof drawn === "function" ? drawn(board(...machineIds)) : drawn;
  return fragments.map(({ html }) => />(.*)</.exec(html)?.[1]);
}

test("an alarm that opens in maintenance is counted as suppressed, and in no figure of the plant", () => {
  const { kpis, onEvent, due } = start();
  onEvent(detected({ anomaly_id: "a1", suppressed }));
  expect(due()).toEqual(["1 suppressed"]);
  expect(kpis.figures().alarmsTenMinutes).toBe(0);
  expect(kpis.total([])).toBe(1);
  expect(due()).toEqual([]);
});

test("it counts down when the alarm is given back, is over, or is resolved", () => {
  for (const end of [{ raised: true }, { suppressed, state: "cleared" }, { suppressed, state: "resolved" }]) {
    const { onEvent, due } = start();
    onEvent(updated({ suppressed }));
    expect(due()).toEqual(["1 suppressed"]);
    onEvent(updated(end));
    expect(due()).toEqual(["None suppressed"]);
  }
});

test("each board counts its own machines, and one that catches up is told", () => {
  const { count, onEvent } = start([
    alarm({ suppressed: { id: "s1", kind: "shelved", until: NOW, by: null } }),
  ]);
  onEvent(updated({ anomaly_id: "a2", machine_id: "c2", suppressed }));
  const of = (...ids: string[]) => textOf(count.snapshot(board(...ids)));
  expect([of(), of("c1"), of("c3")]).toEqual([["2 suppressed"], ["1 suppressed"], ["None suppressed"]]);
});

test("a tile shows no suppressed alarm, and shows it when it is given back", () => {
  const plantState = createPlantState();
  plantState.putMachine(machine());
  plantState.putAlarm(alarm({ suppressed: { id: "s1", kind: "shelved", until: NOW, by: null } }));
  expect(plantState.tile("c1")).toMatchObject({ alarm: null, unanswered: [] });
  plantState.putAlarm(alarm());
  expect(plantState.tile("c1")).toMatchObject({ alarm: { id: "a1" }, unanswered: ["critical"] });
});
