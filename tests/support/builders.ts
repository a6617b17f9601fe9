/** One of everything that tests are about, to be changed where a test is about it. */
import type { Alarm } from "../../src/domain/alarm/alarm";
import type { AnnouncedEvent } from "../../src/domain/event";
import { MACHINE_DEFAULTS, type Machine } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";
import type { TrainingJob } from "../../src/domain/training/job";

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

/** A training job that has just been asked for. */
export const job = (change: Partial<TrainingJob> = {}): TrainingJob => ({
  id: "j1",
  machine_id: "c1",
  machine_name: "Compressor-1",
  model_type: "linear_regression",
  status: "pending",
  step: null,
  progress_pct: 0,
  message: null,
  from: 0,
  to: 3_600_000,
  seconds: 3600,
  drivers: null,
  created_at: 1000,
  started_at: null,
  ended_at: null,
  metrics: null,
  error: null,
  model_id: null,
  model_version: null,
  ...change,
});
