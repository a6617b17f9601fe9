import { expect, test } from "bun:test";
import { createKpiTracker } from "../../../src/live/state/kpi_tracker";
import { createPlantState } from "../../../src/live/state/plant_state";
import type { Alarm } from "../../../src/domain/alarm/alarm";
import { updatedEvent } from "../../../src/domain/alarm/alarm_event";
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

test("how long answers take is the same after a restart: what a detect call found in the past did not wait", () => {
  const alarms = [answered("live", 20_000), ...Array.from({ length: 5 }, () => answered("detect", YEAR_MS))];
  expect(figures(alarms)).toBe(20_000);
  expect(figures([], alarms)).toBe(20_000);
  expect(figures([], [answered("detect", YEAR_MS)])).toBeNull();
});

test("after a restart it is the oldest answers that new ones displace", () => {
  const old = Array.from({ length: 100 }, (_, day) =>
    answered("live", 60_000 - 500 * day, START - day * HOUR_MS),
  );
  const fresh = Array.from({ length: 50 }, (_, i) => answered("live", 10_000, START + i));
  expect(figures(fresh, old)).toBe(60_000 - 49 * 500);
});
