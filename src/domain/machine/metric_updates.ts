import type { MetricUpdated } from "../event";
import { iso } from "../iso";
import { unitOf } from "./metric";
import { instantOf, type Mark, type Reading } from "./reading";

type Band = { low: number; high: number; outsideSince?: number; isRangeUnknown?: boolean };

/**
 * A reading, or the newest values of a machine: then each may have a stamp of its own, epoch milliseconds.
 */
type Values = Pick<Reading, "machine_id" | "at" | "mode" | "metrics" | "arrived_at" | "marked"> & {
  stamps?: Record<string, number>;
};

/**
 * A reading as one value a metric for the screens, each with the band in which it would be normal and since
 * when it has been outside. One that is not
 * good has no value, but says what it is and what was sent.
 * @param learned share of the learning done on its machine, 0 to 1; left out where nobody knows it
 */
export function valuesOf(
  values: Values,
  band: (metric: string) => Band | undefined,
  simulated: boolean,
  learned?: number,
): MetricUpdated[] {
  const { machine_id, mode, metrics, marked = {}, stamps } = values;
  const instant = instantOf(values);
  const shared = (metric: string) => ({
    event_type: "metric_updated" as const,
    machine_id,
    metric,
    unit: unitOf(metric, machine_id),
    timestamp: new Date(
      stamps && Object.hasOwn(stamps, metric) ? (stamps[metric] ?? instant) : instant,
    ).toISOString(),
    mode,
    simulated,
    learned,
  });
  return [
    ...Object.entries(metrics).map(([metric, value]) => ({
      ...shared(metric),
      value,
      ...normal(band(metric)),
    })),
    ...Object.entries(marked).map(([metric, mark]) => ({ ...shared(metric), ...marking(mark) })),
  ];
}

function normal(
  band: Band | undefined,
): Pick<MetricUpdated, "low" | "high" | "outside_since" | "range_unknown"> {
  if (!band) return {};
  const { low, high, outsideSince, isRangeUnknown } = band;
  return {
    ...{ low, high },
    ...(outsideSince === undefined ? {} : { outside_since: iso(outsideSince) }),
    ...(isRangeUnknown ? { range_unknown: true } : {}),
  };
}

function marking(mark: Mark): Pick<MetricUpdated, "value" | "quality" | "sent"> {
  const sent = mark.quality === "bad" ? mark.sent : String(mark.value);
  return { value: null, quality: mark.quality, sent };
}
