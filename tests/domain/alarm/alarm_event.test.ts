import { expect, test } from "bun:test";
import {
  alarmOfEvent,
  alarmStateFields,
  detectedEvent,
  updatedEvent,
} from "../../../src/domain/alarm/alarm_event";
import { type AnomalyDetected, factoryEvent } from "../../../src/domain/event";
import { alarm, NOW } from "../../support/views";

const contributors = [
  { metric: "power_kw", value: 71.4, expected_value: 0, deviation_percent: null, deviation_sd: 9, share: 1 },
];
const ALARMS = [
  alarm(),
  alarm({ state: "acknowledged", acknowledged_at: NOW, acknowledged_by: "Ada", note: "belt", contributors }),
  alarm({ state: "cleared", cleared_at: NOW, machine_id: null, machine_name: null, machine_type: null }),
  alarm({ state: "resolved", resolved_at: NOW, resolved_by: "Bob", called_false: true, origin: "manual" }),
];

test.each(ALARMS)("an alarm survives both of its events: $state", (sent) => {
  for (const event of [detectedEvent(sent), updatedEvent(sent)]) {
    expect(factoryEvent.safeParse(event).success).toBe(true);
    expect(alarmOfEvent(JSON.parse(JSON.stringify(event)))).toEqual(sent);
  }
});

test("a changed alarm names who brought it into its state, and nobody when no one did", () => {
  expect(updatedEvent(ALARMS[1]!).by).toBe("Ada");
  const resolved = { state: "resolved", acknowledged_by: "Ada" } as const;
  expect(updatedEvent(alarm({ ...resolved, resolved_by: "Bob" })).by).toBe("Bob");
  expect(updatedEvent(alarm()).by).toBeNull();
  // An acknowledged alarm that is normal again ends by itself.
  expect(updatedEvent(alarm(resolved)).by).toBeNull();
});

/** The least that another program can send. */
const bare: AnomalyDetected = {
  event_type: "anomaly_detected",
  event_id: "e1",
  severity: "warning",
  timestamp: "2026-11-23T09:00:00Z",
};

test("fields that another program leaves out are unknown, and its alarm is new since its timestamp", () => {
  expect(alarmOfEvent(bare)).toMatchObject({
    id: "e1",
    machine_id: null,
    machine_name: null,
    state: "new",
    anomaly_type: "unknown",
    metric: null,
    value: null,
    score: null,
    peak_score: null,
    reason: null,
    origin: "foreign",
    opened_at: Date.parse(bare.timestamp),
    updated_at: Date.parse(bare.timestamp),
    acknowledged_at: null,
  });
  expect(alarmOfEvent(bare)).not.toHaveProperty("contributors");
});

test("fields of the wrong type are unknown: another program may send anything", () => {
  const odd: Record<string, unknown> = {
    unit: 7,
    opened_at: "soon",
    origin: "me",
    state: "odd",
    contributors: [{ metric: 1 }],
  };
  const read = alarmOfEvent({ ...bare, ...odd });
  expect(read).toMatchObject({
    unit: null,
    origin: "foreign",
    state: "new",
    opened_at: Date.parse(bare.timestamp),
  });
  expect(read).not.toHaveProperty("contributors");
});

test("the stored state wins over another program's event, its measurement does not", () => {
  const fields = alarmStateFields(ALARMS[3]!);
  expect(fields).toMatchObject({
    anomaly_id: "a1",
    state: "resolved",
    resolved_by: "Bob",
    called_false: true,
  });
  for (const own of ["severity", "metric", "value", "reason", "unit"]) expect(fields).not.toHaveProperty(own);
  expect(alarmStateFields(alarm())).toMatchObject({ resolved_by: null, called_false: false });
});
