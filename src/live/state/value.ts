import type { MetricUpdated } from "../../domain/event";
import { usualInterval } from "../../domain/machine/freshness";
import { unitOf } from "../../domain/machine/metric";
import { settingOf } from "../../domain/machine/metric_settings";
import { type Marked, markOf } from "../../domain/machine/quality";
import { PAST_AFTER_MS } from "../../domain/machine/reading";

/** The interval of a series is the median of so many gaps. */
const GAPS = 7;

/** A metric's newest value, and the band in which it would be normal now (absent until that is learned). */
export type Value = {
  metric: string;
  /** Null for one that is not good, or not known. */
  value: number | null;
  unit: string;
  low?: number;
  high?: number;
  /** Whether nothing tells yet what is outside all that was learned. */
  isRangeUnknown?: boolean;
  /** The time of reading: a sensor may fall silent while others of its machine go on. */
  at: number | null;
  /** The time of the newest good value; absent when none is known. */
  goodAt?: number;
  /** Why it is not a good value, since when, and what was sent instead. */
  quality?: Marked;
  since?: number;
  sent?: string;
  /** Since when it has been outside its normal band, once that has lasted for ten minutes. */
  outsideSince?: number;
  /** The time between two values of this series as learned, milliseconds, and the gaps that it comes from. */
  intervalMs?: number;
  gapsMs?: readonly number[];
  /** The time between its stored values; their senders may gather several. */
  storedMs?: number;
  /** Without a successor it is not shown for longer than this, milliseconds. */
  goneAfterMs?: number;
};

/** The value that follows `before` in its series. */
export function nextValue(event: MetricUpdated, metric: string, before: Value | undefined): Value {
  const at = Date.parse(event.timestamp);
  const [low, high] = [event.low ?? undefined, event.high ?? undefined];
  const value = event.value ?? null;
  return {
    ...{ metric, value, low, high, at },
    unit: event.unit ?? unitOf(metric, event.machine_id),
    ...(event.range_unknown === true ? { isRangeUnknown: true } : {}),
    ...markedFrom(event, at, before),
    goodAt: value === null ? before?.goodAt : at,
    // Only what judges every reading knows since when: here values are conflated.
    outsideSince: isOutside(value, low, high) ? timeIn(event.outside_since) : undefined,
    ...gapsAfter(event, at, before),
    storedMs: before?.storedMs,
  };
}

/** The value as it is shown: the unit that somebody set is in effect at once. */
export function withUnitSet(value: Value, machineId: string): Value {
  const { unit } = settingOf(value.metric, machineId);
  return unit === undefined ? value : { ...value, unit };
}

function markedFrom(event: MetricUpdated, at: number, before: Value | undefined) {
  const quality = markOf(event.quality);
  if (!quality) return {};
  const goesOn = before?.quality === quality ? before.since : undefined;
  return { quality, since: timeIn(event.since) ?? goesOn ?? at, sent: event.sent ?? undefined };
}

/** An instant that may be missing or unreadable. */
function timeIn(text: string | null | undefined): number | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : at;
}

function isOutside(value: number | null, low: number | undefined, high: number | undefined): boolean {
  return value !== null && low !== undefined && high !== undefined && (value < low || value > high);
}

/** What is of the past comes faster than its stamps, so it teaches nothing about the interval. */
function gapsAfter({ published_at }: MetricUpdated, at: number, before: Value | undefined) {
  const { gapsMs = [], intervalMs, at: last = null } = before ?? {};
  const isOld = Date.parse(published_at ?? "") - at > PAST_AFTER_MS;
  if (isOld || last === null || at <= last) return { gapsMs, intervalMs };
  return withInterval([...gapsMs, at - last]);
}

function withInterval(gapsMs: readonly number[]) {
  const last = gapsMs.slice(-GAPS);
  return { gapsMs: last, intervalMs: usualInterval(last) };
}
