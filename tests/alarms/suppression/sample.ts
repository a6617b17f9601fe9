import type { Suppression } from "../../../src/alarms/suppression/suppression";

/** Maintenance of machine c1, for an hour from the first instant on. */
export const suppression = (change: Partial<Suppression> = {}): Suppression => ({
  id: "s1",
  kind: "maintenance",
  machine_id: "c1",
  area_id: null,
  metric: null,
  anomaly_type: null,
  source: null,
  begins_at: 0,
  until: 3_600_000,
  weekly: null,
  timezone: "Europe/Berlin",
  reason: null,
  by: "Ada",
  by_id: null,
  created_at: 0,
  skipped_until: null,
  begun_at: null,
  ended_at: null,
  ended_by: null,
  ended_by_id: null,
  ...change,
});

/** Every Sunday from 02:00 to 04:00 in Berlin. */
export const everySunday = (change: Partial<Suppression> = {}) =>
  suppression({ weekly: { days: ["sun"], from: "02:00", to: "04:00" }, until: null, ...change });

export const at = (time: string) => Date.parse(time);
