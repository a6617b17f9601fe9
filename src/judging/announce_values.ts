import type { ValueTicker } from "../bus/value_ticker";
import type { Monitor } from "../detection/monitor/monitor";
import type { MetricUpdated } from "../domain/event";
import { iso } from "../domain/iso";
import { valuesOf } from "../domain/machine/metric_updates";
import { own } from "../domain/own_property";
import { instantOf, type Reading } from "../domain/machine/reading";

/** Programs that send a counter as a metric's name must not grow the memory without end. */
const MAX_SERIES = 1000;

type AnnounceDeps = {
  values: Pick<ValueTicker, "enqueue">;
  monitor: Pick<Monitor, "band" | "learned" | "newest">;
  /** Ids of the machines that are simulated now. */
  simulated(): readonly string[];
};

/**
 * Announces the values of judged readings, each with the band in which the monitor finds it normal; one that
 * is not good with the time since which its series has no good one. A value older than the newest of its
 * series is not announced: screens show the newest.
 */
export function announcer({
  values,
  monitor,
  simulated,
}: AnnounceDeps): (readings: readonly Reading[]) => void {
  const newest = new Map<string, Series>();
  const markedSince = rememberMarks((id, metric) => own(monitor.newest(id), metric)?.bad_since);
  return (readings) => {
    const active = new Set(simulated());
    for (const reading of newestOnly(readings, newest)) {
      const { machine_id: id } = reading;
      const band = (metric: string) => monitor.band(id, metric);
      for (const value of valuesOf(reading, band, active.has(id), monitor.learned(id)))
        values.enqueue(markedSince(value));
    }
  };
}

/**
 * Adds to a marked value since when its series has no good one.
 * @param badSince the same, of marks that are not remembered: from before a start
 */
function rememberMarks(badSince: (machineId: string, metric: string) => number | undefined) {
  const marks = new Map<string, Pick<MetricUpdated, "quality" | "since">>();
  return (value: MetricUpdated): MetricUpdated => {
    const { machine_id, metric, quality, timestamp } = value;
    const key = `${machine_id}|${metric}`;
    if (!quality) {
      if (marks.size > 0) marks.delete(key);
      return value;
    }
    const before = marks.get(key);
    const first = before ? undefined : badSince(machine_id ?? "", metric ?? "");
    const begun = first === undefined ? timestamp : iso(Math.min(first, Date.parse(timestamp)));
    const since = before?.quality === quality ? before.since : begun;
    marks.set(key, { quality, since });
    return { ...value, since };
  };
}

/** When the newest value of a series was, and whether its stamp was ahead of our clock. */
type Newest = { at: number; ahead: boolean };
type Series = Map<string, Newest>;

/**
 * A reading of which only the newest values are left; `stamps` of those that are shown at another instant.
 */
type NewestReading = Reading & { stamps?: Record<string, number> };

/**
 * The newest value of each series, good or not; of one instant, the one stored last. What comes after a stamp
 * that was ahead of our clock is never older than it: it is shown at that instant.
 * @param newest the newest of each machine's series so far, which this moves
 */
export function newestOnly(
  readings: readonly Reading[],
  newest: Map<string, Series> = new Map(),
): NewestReading[] {
  const chosen = new Map<string, Map<string, Reading>>();
  for (const reading of readings) {
    const series = entryOf(newest, reading.machine_id);
    if (series.size > MAX_SERIES) series.clear();
    const mine = entryOf(chosen, reading.machine_id);
    const note = (metric: string) => {
      if (moveNewest(series, metric, reading)) mine.set(metric, reading);
    };
    for (const metric in reading.metrics) note(metric);
    for (const metric in reading.marked) note(metric);
  }
  const shown = new Set(chosen.values().flatMap((mine) => mine.values()));
  return readings
    .filter((reading) => shown.has(reading))
    .map((reading) => {
      const isNewest = (metric: string) => chosen.get(reading.machine_id)?.get(metric) === reading;
      return onlyNewest(reading, isNewest, newest.get(reading.machine_id));
    });
}

/** Moves a series to a value, in place; false for one that is older than its newest. */
function moveNewest(series: Series, metric: string, reading: Reading): boolean {
  const at = instantOf(reading);
  const known = series.get(metric);
  if (!known) {
    series.set(metric, { at, ahead: reading.at > at });
    return true;
  }
  if (at < known.at && !known.ahead) return false;
  known.ahead = reading.at > at || at < known.at;
  known.at = Math.max(at, known.at);
  return true;
}

function onlyNewest(
  reading: Reading,
  isNewest: (metric: string) => boolean,
  series: Series | undefined,
): NewestReading {
  const { metrics, marked, ...rest } = reading;
  const kept: NewestReading = { ...rest, metrics: only(metrics, isNewest) };
  if (marked) kept.marked = only(marked, isNewest);
  for (const metric of namesIn(kept)) {
    const at = series?.get(metric)?.at;
    if (at !== undefined && at !== instantOf(reading)) (kept.stamps ??= {})[metric] = at;
  }
  return kept;
}

function entryOf<K, V>(maps: Map<string, Map<K, V>>, id: string): Map<K, V> {
  let map = maps.get(id);
  if (!map) maps.set(id, (map = new Map()));
  return map;
}

const namesIn = ({ metrics, marked = {} }: Reading) => [...Object.keys(metrics), ...Object.keys(marked)];

function only<T>(
  values: Readonly<Record<string, T>>,
  isWanted: (name: string) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));
}
