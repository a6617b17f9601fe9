import type { FactoryEvent, MetricUpdated } from "./model/event";
import type { Machine } from "./model/machine";
import { unitOf } from "./model/metric";
import type { Reading } from "./model/reading";

type Band = { low: number; high: number };

/** A reading as the values that screens are told, each with the band in which it would be normal. */
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

/** A value that another program announced, as the reading that it is; undefined when it names no machine of ours. */
export function readingOf(
  event: Extract<FactoryEvent, { event_type: "metric_updated" }>,
  machine: (idOrName: string) => Machine | undefined,
): Reading | undefined {
  const known = machine(event.machine_id ?? "");
  if (!known || !event.metric || typeof event.value !== "number") return undefined;
  const at = Date.parse(event.timestamp);
  return { machine_id: known.id, at, metrics: { [event.metric]: event.value }, mode: event.mode ?? null };
}
