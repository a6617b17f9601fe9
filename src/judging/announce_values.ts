import type { ValueTicker } from "../bus/value_ticker";
import type { Monitor } from "../detection/monitor/monitor";
import { valuesOf } from "../domain/machine/metric_updates";
import type { Reading } from "../domain/machine/reading";

type AnnounceDeps = {
  values: Pick<ValueTicker, "enqueue">;
  monitor: Pick<Monitor, "band" | "learned">;
  /** Ids of the machines that are simulated now. */
  simulated(): readonly string[];
};

/** Announces the values of judged readings, each with the band in which the monitor finds it normal. */
export function announcer({
  values,
  monitor,
  simulated,
}: AnnounceDeps): (readings: readonly Reading[]) => void {
  return (readings) => {
    const active = new Set(simulated());
    for (const reading of newestOnly(readings)) {
      const { machine_id: id } = reading;
      const band = (metric: string) => monitor.band(id, metric);
      for (const value of valuesOf(reading, band, active.has(id), monitor.learned(id))) values.enqueue(value);
    }
  };
}

/** The newest value of each metric of each machine, at its own time: screens never show the others. */
export function newestOnly(readings: readonly Reading[]): Reading[] {
  const seen = new Map<string, Set<string>>();
  const newest: Reading[] = [];
  for (const reading of readings.toReversed()) {
    const names = seen.get(reading.machine_id) ?? new Set();
    seen.set(reading.machine_id, names);
    const fresh = Object.entries(reading.metrics).filter(([name]) => !names.has(name));
    for (const [name] of fresh) names.add(name);
    if (fresh.length > 0) newest.push({ ...reading, metrics: Object.fromEntries(fresh) });
  }
  return newest.reverse();
}
