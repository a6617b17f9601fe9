import { expect, test } from "bun:test";
import type { AnomalyUpdated } from "../../src/domain/event";
import { applyFeedback } from "../../src/judging/feedback";

/** What the judge is told of an alarm that has changed in this way. */
function told(change: Partial<AnomalyUpdated>): unknown[] {
  const heard: unknown[] = [];
  const monitor = {
    forget: (id: string) => void heard.push(["forget", id]),
    falseAlarm: (alarm: object, at: number) => (heard.push(["false", alarm, at]), []),
  };
  applyFeedback(
    monitor,
    {
      event_type: "anomaly_updated",
      anomaly_id: "a1",
      machine_id: "c1",
      state: "resolved",
      severity: "warning",
      timestamp: "2026-03-02T08:00:00Z",
      origin: "live",
      ...change,
    },
    7,
  );
  return heard;
}

test("the judge forgets an alarm that was resolved, and learns from one that was false", () => {
  expect(told({})).toEqual([["forget", "a1"]]);
  expect(told({ false_alarm: true })).toEqual([["false", { id: "a1", machine_id: "c1" }, 7]]);
});

test("it hears nothing of alarms that are open, or not its own", () => {
  for (const state of ["new", "acknowledged", "cleared"] as const) expect(told({ state })).toEqual([]);
  for (const origin of ["foreign", "manual", "detect", undefined])
    expect(told({ origin, false_alarm: true })).toEqual([]);
});
