import { expect, test } from "bun:test";
import { createAlarmTotals } from "../../../src/live/components/alarm_totals";
import { createKpiTracker } from "../../../src/live/state/kpi_tracker";
import { createPlantState } from "../../../src/live/state/plant_state";
import { detected, NOW } from "../../support/views";

function start(totals: [string, number][] = []) {
  const plantState = createPlantState();
  const kpis = createKpiTracker({ plantState, totals: new Map(totals), recent: [], now: () => NOW });
  return createAlarmTotals({ kpis });
}
const values = (fragments: readonly { id: string; html: string }[]) =>
  fragments.map(({ id, html }) => `${id}=${/value="(\d+)"/.exec(html)?.[1]}`);

test("a new alarm brings the totals of all and of its machine, once", () => {
  const totals = start([["c2", 4]]);
  totals.onEvent(detected({ anomaly_id: "a1" }));
  expect(values(totals.due())).toEqual(["alarm-total=5", "alarm-total-c1=1"]);
  expect(totals.due()).toEqual([]);
  totals.onEvent(detected({ anomaly_id: "a1" })); // the same alarm again
  totals.onEvent(detected({ anomaly_id: "a2", repeated: true }));
  expect(totals.due()).toEqual([]);
});

test("an alarm of no machine counts among all", () => {
  const totals = start();
  totals.onEvent(detected({ anomaly_id: "a1", machine_id: undefined }));
  expect(values(totals.tick())).toEqual(["alarm-total=1"]);
});

test("a page that catches up is given the totals of the machines that it shows", () => {
  const totals = start([
    ["c1", 1],
    ["c2", 2],
    ["", 3],
  ]);
  const of = (...machineIds: string[]) => totals.snapshot({ kind: "page", page: "board", machineIds });
  expect(values(of())).toEqual(["alarm-total=6", "alarm-total-c1=1", "alarm-total-c2=2"]);
  expect(values(of("c2"))).toEqual(["alarm-total=6", "alarm-total-c2=2"]);
});
