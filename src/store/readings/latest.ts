import { gapsOf, likelyInterval } from "../../domain/machine/freshness";
import { instantOf, MAX_AHEAD_MS, type Reading } from "../../domain/machine/reading";
import type { LatestReading } from "./reading_store";

/**
 * The newest value of each metric. A stamp that was ahead of our clock counts as its arrival, so that it
 * hides no later value.
 * @param readings of one machine, the newest stamp first
 */
export function latestOf(readings: readonly Reading[]): LatestReading | undefined {
  // Equal ones stay as they come.
  const oldestFirst = readings.toReversed().sort((a, b) => rankOf(a) - rankOf(b));
  const newest = oldestFirst.at(-1);
  if (!newest) return undefined;
  const latest: LatestReading = {
    machine_id: newest.machine_id,
    at: instantOf(newest),
    mode: newest.mode,
    metrics: {},
  };
  const stamps: Record<string, number> = {};
  const marked: NonNullable<Reading["marked"]> = {};
  for (const reading of oldestFirst) {
    for (const [metric, value] of Object.entries(reading.metrics)) {
      latest.metrics[metric] = value;
      delete marked[metric];
      stamps[metric] = instantOf(reading);
    }
    for (const [metric, mark] of Object.entries(reading.marked ?? {})) {
      marked[metric] = mark;
      delete latest.metrics[metric];
      stamps[metric] = instantOf(reading);
    }
  }
  if (Object.values(stamps).some((at) => at !== latest.at)) latest.stamps = stamps;
  if (Object.keys(marked).length > 0) latest.marked = marked;
  const intervals = intervalsOf(oldestFirst);
  if (Object.keys(intervals).length > 0) latest.intervals = intervals;
  return latest;
}

function intervalsOf(oldestFirst: readonly Reading[]): Record<string, number> {
  const times: Record<string, number[]> = {};
  for (const reading of oldestFirst)
    for (const metric of [...Object.keys(reading.metrics), ...Object.keys(reading.marked ?? {})])
      (Object.hasOwn(times, metric) ? times[metric]! : (times[metric] = [])).push(instantOf(reading));
  return Object.fromEntries(
    Object.entries(times).flatMap(([metric, each]) => {
      const interval = likelyInterval(gapsOf(each));
      return interval === undefined ? [] : [[metric, interval] as const];
    }),
  );
}

/**
 * A stamp that was ahead must not make what came after it old, and that may be stamped some minutes before.
 */
function rankOf(reading: Reading): number {
  const instant = instantOf(reading);
  return reading.at > instant ? instant - MAX_AHEAD_MS : instant;
}
