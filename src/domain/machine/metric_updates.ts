import type { MetricUpdated } from "../event";
import { unitOf } from "./metric";
import type { Reading } from "./reading";

type Band = { low: number; high: number };

/** The values of a reading as events, each with the band in which it would be normal. */
export function valuesOf(
  reading: Reading,
  band: (metric: string) => Band | undefined,
  simulated: boolean,
): MetricUpdated[] {
  const { machine_id, at, mode } = reading;
  const timestamp = new Date(at).toISOString();
  return Object.entries(reading.metrics).map(([metric, value]) => ({
    event_type: "metric_updated",
    machine_id,
    metric,
    value,
    unit: unitOf(metric),
    timestamp,
    mode,
    simulated,
    ...band(metric),
  }));
}
