import type { ValueTicker } from "../bus/value_ticker";
import type { Monitor } from "../detection/monitor/monitor";
import type { MetricUpdated } from "../domain/event";
import { valuesOf } from "../domain/machine/metric_updates";
import { instantOf, type Reading } from "../domain/machine/reading";

type AnnounceDeps = {
  values: Pick<ValueTicker, "enqueue">;
  monitor: Pick<Monitor, "band" | "learned">;
  /** Ids of the machines that are simulated now. */
  simulated(): readonly string[];
};

/**
 * Announces the values of judged readings, each with the band in which the monitor finds it normal; one that is not
 * good with the time since which its series has no good one.
 */
export function announcer({
  values,
  monitor,
  simulated,
}: AnnounceDeps): (readings: readonly Reading[]) => void {
  const markedSince = rememberMarks();
  return (readings) => {
    const active = new Set(simulated());
    for (const reading of newestOnly(readings)) {
      const { machine_id: id } = reading;
      const band = (metric: string) => monitor.band(id, metric);
      for (const value of valuesOf(reading, band, active.has(id), monitor.learned(id)))
        values.enqueue(markedSince(value));
    }
  };
}

/** Adds to a marked value since when its series has no good one. */
function rememberMarks() {
  const marks = new Map<string, Pick<MetricUpdated, "quality" | "since">>();
  return (value: MetricUpdated): MetricUpdated => {
    const { machine_id, metric, quality, timestamp } = value;
    const key = `${machine_id}|${metric}`;
    if (!quality) {
      if (marks.size > 0) marks.delete(key);
      return value;
    }
    const before = marks.get(key);
    const since = before?.quality === quality ? before.since : timestamp;
    marks.set(key, { quality, since });
    return { ...value, since };
  };
}

type Newest = { instant: number; reading: Reading };

/**
 * The newest value of each series, good or not: screens never show the others. Of two at one instant the one stored
 * last is the newer.
 */
export function newestOnly(readings: readonly Reading[]): Reading[] {
  const newest = new Map<string, Map<string, Newest>>();
  for (const reading of readings) {
    const instant = instantOf(reading);
    const series = newest.get(reading.machine_id) ?? new Map<string, Newest>();
    newest.set(reading.machine_id, series);
    for (const metric of namesIn(reading)) {
      if (instant >= (series.get(metric)?.instant ?? -Infinity)) series.set(metric, { instant, reading });
    }
  }
  return readings.flatMap((reading) => {
    const series = newest.get(reading.machine_id);
    const isNewest = (metric: string) => series?.get(metric)?.reading === reading;
    if (!namesIn(reading).some(isNewest)) return [];
    const { metrics, marked, ...rest } = reading;
    const kept = { ...rest, metrics: only(metrics, isNewest) };
    return marked ? { ...kept, marked: only(marked, isNewest) } : kept;
  });
}

const namesIn = ({ metrics, marked = {} }: Reading) => [...Object.keys(metrics), ...Object.keys(marked)];

function only<T>(
  values: Readonly<Record<string, T>>,
  isWanted: (name: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
}
