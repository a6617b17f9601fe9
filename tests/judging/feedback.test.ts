import { expect, test } from "bun:test";
import type { AnomalyUpdated } from "../../src/domain/event";
import { applyFeedback } from "../../src/judging/feedback";

/** The calls of the monitor after an alarm has changed in this way. */
function callsAfter(change: Partial<AnomalyUpdated>): unknown[] {
  const calls: unknown[] = [];
  const monitor = {
    forget: (id: string) => void calls.push(["forget", id]),
    falseAlarm: (alarm: object, at: number) => (calls.push(["false", alarm, at]), []),
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
  return calls;
}

test("the monitor forgets an alarm that was resolved, and learns from one that was false", () => {
  expect(callsAfter({})).toEqual([["forget", "a1"]]);
  expect(callsAfter({ false_alarm: true })).toEqual([["false", { id: "a1", machine_id: "c1" }, 7]]);
});

test("a rule that was false teaches nothing: its alarm is only forgotten", () => {
  expect(callsAfter({ false_alarm: true, detection_method: "rule" })).toEqual([["forget", "a1"]]);
});

test("the monitor is left alone for alarms that are open, or not its own", () => {
  for (const state of ["new", "acknowledged", "cleared"] as const) expect(callsAfter({ state })).toEqual([]);
  for (const origin of ["foreign", "manual", "detect", undefined])
    expect(callsAfter({ origin, false_alarm: true })).toEqual([]);
});
