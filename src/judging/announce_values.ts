import type { ValueTicker } from "../bus/value_ticker";
import type { Monitor } from "../detection/monitor/monitor";
import { valuesOf } from "../domain/machine/metric_updates";
import { instantOf, type Reading } from "../domain/machine/reading";

/** Programs that send a counter as a metric's name must not grow the memory without end. */
const MAX_SERIES = 1000;

type AnnounceDeps = {
  values: Pick<ValueTicker, "enqueue">;
  monitor: Pick<Monitor, "band" | "learned">;
  /** Ids of the machines that are simulated now. */
  simulated(): readonly string[];
};

/**
 * Announces the values of judged readings, each with the band in which the monitor finds it normal. A value older than
 * the newest of its series is not announced: screens show the newest.
 */
export function announcer({
  values,
  monitor,
  simulated,
}: AnnounceDeps): (readings: readonly Reading[]) => void {
  const newest = new Map<string, Instants>();
  return (readings) => {
    const active = new Set(simulated());
    for (const reading of newestOnly(readings, newest)) {
      const { machine_id: id } = reading;
      const band = (metric: string) => monitor.band(id, metric);
      for (const value of valuesOf(reading, band, active.has(id), monitor.learned(id))) values.enqueue(value);
    }
  };
}

/** The instant of the newest value of each metric of a machine. */
type Instants = Map<string, number>;

/**
 * The newest value of each metric of each machine, at its own time; of one instant, the last.
 * @param newest the newest instants of each machine so far, which this moves
 */
export function newestOnly(
  readings: readonly Reading[],
  newest: Map<string, Instants> = new Map(),
): Reading[] {
  const chosen = new Map<string, Map<string, Reading>>();
  for (const reading of readings) {
    const instants = entryOf(newest, reading.machine_id);
    if (instants.size > MAX_SERIES) instants.clear();
    const at = instantOf(reading);
    for (const metric in reading.metrics) {
      if (at < (instants.get(metric) ?? -Infinity)) continue;
      instants.set(metric, at);
      entryOf(chosen, reading.machine_id).set(metric, reading);
    }
  }
  return readings.flatMap((reading) => {
    const ours = chosen.get(reading.machine_id);
    const metrics = Object.entries(reading.metrics).filter(([metric]) => ours?.get(metric) === reading);
    return metrics.length > 0 ? [{ ...reading, metrics: Object.fromEntries(metrics) }] : [];
  });
}

function entryOf<K, V>(maps: Map<string, Map<K, V>>, id: string): Map<K, V> {
  let map = maps.get(id);
  if (!map) maps.set(id, (map = new Map()));
  return map;
}
