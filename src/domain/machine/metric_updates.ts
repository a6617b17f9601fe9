import type { MetricUpdated } from "../event";
import { unitOf } from "./metric";
import { instantOf, type Reading } from "./reading";

type Band = { low: number; high: number };

/**
 * A reading as one value a metric for the screens, each with the band in which it would be normal.
 * @param learned share of the learning done on its machine, 0 to 1; left out where nobody knows it
 */
export function valuesOf(
  reading: Reading,
  band: (metric: string) => Band | undefined,
  simulated: boolean,
  learned?: number,
): MetricUpdated[] {
  const { machine_id, mode, metrics } = reading;
  const timestamp = new Date(instantOf(reading)).toISOString();
  return Object.entries(metrics).map(([metric, value]) => ({
    event_type: "metric_updated",
    machine_id,
    metric,
    value,
    unit: unitOf(metric),
    timestamp,
    mode,
    simulated,
    learned,
    ...band(metric),
  }));
}
