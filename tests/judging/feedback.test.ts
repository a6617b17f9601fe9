import { expect, test } from "bun:test";
import type { Alarm } from "../../src/domain/alarm/alarm";
import type { AnomalyUpdated } from "../../src/domain/event";
import { applyFeedback } from "../../src/judging/feedback";

/** The calls of the monitor after an alarm has changed in this way. */
function callsAfter(change: Partial<AnomalyUpdated>): unknown[] {
  const calls: unknown[] = [];
  const monitor = {
    forget: (id: string) => void calls.push(["forget", id]),
    takeBack: ({ id, state }: Alarm) => void calls.push(["back", id, state]),
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

test("the monitor goes on with an alarm whose closing was taken back", () => {
  expect(callsAfter({ state: "new", undone: true })).toEqual([["back", "a1", "new"]]);
  expect(callsAfter({ state: "resolved", undone: true })).toEqual([["back", "a1", "resolved"]]);
  expect(callsAfter({ state: "new", undone: true, origin: "foreign" })).toEqual([]);
});

test("a rule that was false teaches nothing: its alarm is only forgotten", () => {
  expect(callsAfter({ false_alarm: true, detection_method: "rule" })).toEqual([["forget", "a1"]]);
});

test("the monitor is left alone for alarms that are open, or not its own", () => {
  for (const state of ["new", "acknowledged", "cleared"] as const) expect(callsAfter({ state })).toEqual([]);
  for (const origin of ["foreign", "manual", "detect", undefined])
    expect(callsAfter({ origin, false_alarm: true })).toEqual([]);
});

test("of an alarm that came back the monitor knows the newest episode", () => {
  expect(callsAfter({ episode_id: "e2" })).toEqual([["forget", "e2"]]);
  expect(callsAfter({ episode_id: "e2", false_alarm: true })).toEqual([
    ["false", { id: "e2", machine_id: "c1" }, 7],
  ]);
});
