/**
 * One machine, alarm, reading and event, to be changed where a test is about it. Trainings are built in
 * training_sample.ts.
 */
import type { Alarm, Finding } from "../../src/domain/alarm/alarm";
import type { AnnouncedEvent, AnomalyDetected, MetricUpdated, RecordedEvent } from "../../src/domain/event";
import { MACHINE_DEFAULTS, type Machine } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";

/** A midnight in UTC. */
export const START = Date.parse("2026-03-02T00:00:00Z");
/** 10:00:04 in Berlin. */
export const NOW = Date.UTC(2026, 10, 23, 9, 0, 4);

export const machine = (change: Partial<Machine> = {}): Machine => ({
  ...MACHINE_DEFAULTS,
  id: "c1",
  name: "Compressor-1",
  created_at: 0,
  updated_at: 0,
  ...change,
});

/** An unacknowledged alarm on the compressor's power, four seconds old. */
export const alarm = (change: Partial<Alarm> = {}): Alarm => ({
  id: "a1",
  machine_id: "c1",
  machine_name: "Compressor-1",
  machine_type: "compressor",
  state: "new",
  severity: "critical",
  anomaly_type: "power_anomaly",
  metric: "power_kw",
  value: 71.4,
  expected_value: 49.6,
  unit: "kW",
  deviation_percent: 44,
  deviation_sd: 9,
  score: 12.4,
  peak_score: 12.4,
  detection_method: "mewma",
  reason: null,
  origin: "live",
  opened_at: NOW - 4000,
  updated_at: NOW,
  cleared_at: null,
  resolved_at: null,
  acknowledged_at: null,
  acknowledged_by: null,
  note: null,
  ...change,
});

/** An unacknowledged warning as the store has it, on no machine and with an id of its own. */
export const storedAlarm = (change: Partial<Alarm> = {}): Alarm =>
  alarm({
    ...{ id: Bun.randomUUIDv7(), machine_id: null, machine_name: null, machine_type: null },
    ...{ severity: "warning", value: 62, expected_value: 48, deviation_percent: 29, deviation_sd: 4 },
    ...{ score: 10, peak_score: 10, reason: "Power is 29 % above normal" },
    ...{ opened_at: START, updated_at: START },
    ...change,
  });

/** An alarm that is worse a second after the start. */
export const worsened = (
  anomaly_id: string,
  change: Partial<Extract<Finding, { kind: "worsened" }>> = {},
): Finding => ({
  kind: "worsened",
  anomaly_id,
  at: START + 1000,
  severity: "critical",
  metric: "power_kw",
  value: 70,
  expected_value: 48,
  deviation_percent: 46,
  deviation_sd: 7,
  score: 20,
  ...change,
});

export const reading = (of: Machine, at: number, metrics: Record<string, number>): Reading => ({
  machine_id: of.id,
  at,
  metrics,
  mode: null,
});

/** A reading as a program posts it. */
export type ReadingRow = { machine_id: string; timestamp: string; metrics: Record<string, number> };

/** Readings of one machine, a second apart, ending now; `metrics` gives each one's values. */
export function series(
  machineId: string,
  count: number,
  metrics: (index: number) => Record<string, number>,
): ReadingRow[] {
  const end = Date.now();
  return Array.from({ length: count }, (_, index) => ({
    machine_id: machineId,
    timestamp: new Date(end - (count - 1 - index) * 1000).toISOString(),
    metrics: metrics(index),
  }));
}

/** Readings after which a machine that reports every second has been learned. */
export const LEARNED = 150;
/** A power of 50 kW that varies a little, as a healthy machine's does. */
export const steady = (index: number) => ({ power_kw: 50 + Math.sin(index * 1.7) });
/** Steady while it is learned, and 90 kW from then on. */
export const turnsBad = (index: number) => (index < LEARNED ? steady(index) : { power_kw: 90 });

const envelope = { event_id: "e1", id: "abc-17", published_at: new Date(NOW).toISOString() };

/** The announcement that an alarm has opened. */
export const detected = (change: Record<string, unknown> = {}): AnnouncedEvent => ({
  ...envelope,
  event_type: "anomaly_detected",
  machine_id: "c1",
  metric: "power_kw",
  value: 71.4,
  severity: "critical",
  timestamp: envelope.published_at,
  ...change,
});

/** The announcement that a training has ended. */
export const completed = (status: "completed" | "failed"): AnnouncedEvent => ({
  ...envelope,
  event_type: "training_completed",
  job_id: "j1",
  status,
});

/** An anomaly that another program has published, as it is recorded. */
export const externalAnomalyEvent = (change: Partial<AnomalyDetected> = {}): AnomalyDetected => ({
  event_type: "anomaly_detected",
  machine_id: "elsewhere-7",
  machine_name: "Press 7",
  metric: "oil_c",
  value: 91,
  anomaly_score: 0.8,
  severity: "critical",
  timestamp: "2026-03-02T08:00:00Z",
  ...change,
});

/** A recorded anomaly whose value says which one it is. */
export function recordedAnomaly(value: number): RecordedEvent {
  return {
    event_type: "anomaly_detected",
    event_id: Bun.randomUUIDv7(),
    published_at: "2025-01-01T00:00:00.000Z",
    machine_id: "compressor-1",
    metric: "power_kw",
    value,
    severity: "warning",
    timestamp: "2025-01-01T00:00:00.000Z",
  };
}

export function recordedAnomalies(from: number, to: number): RecordedEvent[] {
  return Array.from({ length: to - from + 1 }, (_, i) => recordedAnomaly(from + i));
}

export function powerOf(machine_id: string, value: number): MetricUpdated {
  return {
    event_type: "metric_updated",
    machine_id,
    metric: "power_kw",
    value,
    timestamp: "2025-01-01T00:00:00.000Z",
  };
}

/** An anomaly as another program publishes it on Redis, with a field that only its sender knows. */
export const externalAnomaly = (place: number) => ({
  event_type: "anomaly_detected",
  machine_id: "c0000000-0000-0000-0000-000000000001",
  metric: null,
  value: null,
  anomaly_score: place / 100,
  severity: "normal",
  timestamp: `2025-10-14T07:00:${String(place).padStart(2, "0")}+00:00`,
  published_at: "2025-10-16T07:18:45.724209",
  shift_lead: `Ada ${place}`,
});
