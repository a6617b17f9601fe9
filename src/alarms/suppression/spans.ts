import { occurrencesBetween } from "../../domain/site/weekly";
import { DAY_MS } from "../../domain/time_units";
import type { Suppression } from "./suppression";

/** From an instant on, and before another; epoch milliseconds. */
export type Span = { from: number; to: number };

type Times = Pick<Suppression, "begins_at" | "until" | "weekly" | "timezone" | "skipped_until" | "ended_at">;

/** A weekly time that clocks leave out when they are put forward comes again within so long. */
const LOOK_AHEAD_MS = 15 * DAY_MS;
/** Days on end, each from midnight to midnight, are one span; of a whole week no end is looked for. */
const JOINED_AT_MOST = 7;

/** The time in force that an instant (epoch milliseconds) lies in, if any: half open. */
export function spanAt(times: Times, at: number): Span | undefined {
  const { begins_at, until, ended_at, skipped_until } = times;
  const end = endOf(times);
  if (at < begins_at || at >= end) return undefined;
  if (!times.weekly) return until === null ? undefined : { from: begins_at, to: Math.min(until, end) };
  if (skipped_until !== null && at < skipped_until) return undefined;
  const found = occurrenceAt(times, at);
  if (!found) return undefined;
  const joined = { ...found };
  for (let more = 0; more < JOINED_AT_MOST; more++) {
    const [before, after] = [occurrenceAt(times, joined.from - 1), occurrenceAt(times, joined.to)];
    if (!before && !after) break;
    joined.from = before?.from ?? joined.from;
    joined.to = after?.to ?? joined.to;
  }
  const from = Math.max(joined.from, begins_at, skipped_until ?? begins_at);
  return { from, to: Math.min(joined.to, until ?? Infinity, ended_at ?? Infinity) };
}

/** The span at an instant, or else the next one; undefined when none comes any more. */
export function nextSpan(times: Times, at: number): Span | undefined {
  const now = spanAt(times, at);
  if (now) return now;
  const end = endOf(times);
  if (!times.weekly)
    return at < times.begins_at && times.begins_at < end ? spanAt(times, times.begins_at) : undefined;
  const from = Math.max(at, times.begins_at, times.skipped_until ?? at);
  const to = Math.min(from + LOOK_AHEAD_MS, end);
  const next = occurrencesBetween([times.weekly], times.timezone, { from, to })[0];
  return next && spanAt(times, Math.max(next.from, from));
}

/** Whether it never comes again. */
export function isOver(times: Times, at: number): boolean {
  return at >= endOf(times);
}

const endOf = ({ until, ended_at }: Times) => Math.min(until ?? Infinity, ended_at ?? Infinity);

function occurrenceAt({ weekly, timezone }: Times, at: number): Span | undefined {
  return weekly ? occurrencesBetween([weekly], timezone, { from: at, to: at + 1 })[0] : undefined;
}
