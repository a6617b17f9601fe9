import { expect, test } from "bun:test";
import { CHANNELS, factoryEvent, machineOf, recordedAt } from "../../src/domain/event";

const timestamp = "2026-11-23T09:00:00Z";
const detected = { event_type: "anomaly_detected", severity: "critical", timestamp } as const;

const isAccepted = (event: object) => factoryEvent.safeParse(event).success;

test("unknown fields of an event are kept, so that they can be passed on", () => {
  const event = { ...detected, shift: "early", anomaly_id: null };
  expect(factoryEvent.parse(event)).toEqual(event);
});

test("a timestamp may have any zone or none, but must be one", () => {
  for (const time of ["2026-11-23T09:00:00+01:00", "2026-11-23T09:00:00"])
    expect(isAccepted({ ...detected, timestamp: time })).toBe(true);
  for (const time of ["yesterday", 1_700_000_000, undefined])
    expect(isAccepted({ ...detected, timestamp: time })).toBe(false);
});

test("an event of unknown type, severity or state is refused", () => {
  expect(isAccepted(detected)).toBe(true);
  expect(isAccepted({ ...detected, event_type: "alarm" })).toBe(false);
  expect(isAccepted({ ...detected, severity: "info" })).toBe(false);
  expect(isAccepted({ ...detected, event_type: "anomaly_updated", anomaly_id: "a", state: "gone" })).toBe(
    false,
  );
  const progress = { event_type: "training_progress", job_id: "j" };
  expect([0, 100, 101, -1].map((progress_pct) => isAccepted({ ...progress, progress_pct }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("every type of event has a channel of its own", () => {
  expect(new Set(Object.values(CHANNELS)).size).toBe(factoryEvent.options.length);
});

test("an event was recorded at the time in its id, whatever its sender says", () => {
  const recorded = (event_id: string, published_at: string) =>
    recordedAt({ ...detected, event_id, published_at });
  const at = Date.UTC(2026, 10, 23, 9);
  const id = `${at
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})/, "$1-")}-7000-8000-000000000000`;
  expect(recorded(id, "2030-01-01T00:00:00Z")).toBe(at);
  expect(recorded("an id of another program", timestamp)).toBe(at);
  expect(recorded("an id of another program", "soon")).toBe(0);
});

test("the machine of an event is null when it names none", () => {
  expect(machineOf({ ...detected, machine_id: "c1" })).toBe("c1");
  expect(machineOf(detected)).toBeNull();
  expect(
    machineOf({ event_type: "system_alert", alert_type: "x", severity: "info", message: "m" }),
  ).toBeNull();
});
