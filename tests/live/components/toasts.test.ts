import { expect, test } from "bun:test";
import { createToasts } from "../../../src/live/components/toasts";
import { PAGES } from "../../../src/live/audiences";
import { createPlantState } from "../../../src/live/state/plant_state";
import { completed, detected, machine, NOW } from "../../support/views";

function start() {
  const plantState = createPlantState();
  plantState.putMachine(machine({ name: "Press-1" }));
  return createToasts({ plantState, timezone: "UTC", now: () => NOW, onUndrawable() {} });
}

test("news is a toast on every page, the more urgent the more severe", () => {
  const toasts = start();
  const urgency = (severity: string) => toasts.draw(detected({ severity }))[0]?.urgency;
  expect(["normal", "warning", "critical"].map(urgency)).toEqual([0, 1, 2]);
  expect(toasts.draw(detected())[0]?.html).toContain("Press-1");
  expect(toasts.pages).toEqual(PAGES);
});

test("a change of an alarm is news only when it has become worse", () => {
  const toasts = start();
  const change = { event_type: "anomaly_updated", anomaly_id: "a1", state: "acknowledged" };
  expect(toasts.draw(detected(change))).toEqual([]);
  expect(toasts.draw(detected({ ...change, raised: true }))).toHaveLength(1);
});

test("the toasts of one training replace each other", () => {
  const toasts = start();
  const ids = [completed("failed"), { ...completed("completed"), event_id: "e2" }].flatMap(toasts.draw);
  expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
});

test("what we tell again of a condition that stands is no news, unless it is critical; of others each sending is", () => {
  const toasts = start();
  const alert = { event_type: "system_alert", alert_type: "peak_power", message: "m", anomaly_id: "a1" };
  const told = (change: object) =>
    toasts.draw(detected({ ...alert, opened_at: "2026-11-23T09:00:00Z", repeated: true, ...change })).length;
  expect(told({ origin: "system", severity: "warning" })).toBe(0);
  expect(told({ origin: "system", severity: "warning", repeated: undefined })).toBe(1);
  expect(told({ origin: "system", severity: "critical" })).toBe(1);
  expect(told({ origin: "external", severity: "warning" })).toBe(1);
});
