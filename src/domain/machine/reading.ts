/**
 * Modes without a normal: the machine does as it likes, so nothing is learned or judged by what is learned.
 * Limits hold.
 */
export const UNJUDGED_MODES: ReadonlySet<string> = new Set(["maintenance", "fault", "offline"]);

/** How far the timestamp of a reading may be ahead of our clock. */
export const MAX_AHEAD_MS = 5 * 60_000;

export const MAX_METRICS = 200;

/** Most series of a machine, unless set otherwise: ever new names would fill pages and memory. */
export const MAX_SERIES = 500;

/** Whether a text can be stored: no database takes U+0000. */
export const hasNoNul = (text: string) => !text.includes("\0");

/** A reading as programs send it. `machine_id` is an id or a name; a value may be any JSON. */
export type SentReading = {
  machine_id: string;
  /** ISO 8601 with a zone, or epoch seconds or milliseconds. */
  timestamp: string | number;
  metrics: Record<string, unknown>;
  mode?: string | null | undefined;
  units?: Record<string, string> | null | undefined;
};

/** A value that is no good one: `bad` is no number (cut for people), `implausible` cannot be true. */
export type Mark = { quality: "bad"; sent: string } | { quality: "implausible"; value: number };

/**
 * A validated reading: known machine, time in epoch milliseconds, good values only. A value that is not good
 * is in `marked`: it is kept and shown, and enters no judgement, sum or learning but its own.
 */
export type Reading = {
  machine_id: string;
  /** As it was sent. */
  at: number;
  metrics: Record<string, number>;
  mode: string | null;
  /** When it arrived, where the stamp is not believed to be now: it is ahead of our clock, or of the past. */
  arrived_at?: number;
  marked?: Record<string, Mark>;
};

/** A value older at arrival than this is of the past: it teaches, and raises no alarm. */
export const PAST_AFTER_MS = 15 * 60_000;
/** For machines that send seldom, so many of their intervals. */
const PAST_AFTER_INTERVALS = 10;

/**
 * When a reading arrived, if that must be kept beside its stamp; undefined for a stamp of now.
 * @param at its stamp, and `now` the time of arrival, epoch milliseconds
 */
export function arrivalOf(at: number, now: number, intervalSeconds: number): number | undefined {
  const past = Math.max(PAST_AFTER_MS, PAST_AFTER_INTERVALS * intervalSeconds * 1000);
  return at > now || now - at > past ? now : undefined;
}

/** How many values a reading has, those included that are no good ones: the work that it makes. */
export function valuesIn({ metrics, marked }: Pick<Reading, "metrics" | "marked">): number {
  let values = 0;
  for (const _ in metrics) values++;
  for (const _ in marked) values++;
  return values;
}

/** The instant that a reading speaks of: its stamp, but never one that was ahead of our clock. */
export function instantOf({ at, arrived_at = at }: Pick<Reading, "at" | "arrived_at">): number {
  return Math.min(at, arrived_at);
}

/** Whether a reading was of the past when it arrived. */
export function isPast({ at, arrived_at = at }: Pick<Reading, "at" | "arrived_at">): boolean {
  return arrived_at > at;
}

/** One value of a metric. */
export type Point = { at: number; value: number };

/** Count, mean, lowest and highest of one metric in the span that starts at `at`. */
export type RolledPoint = { at: number; count: number; mean: number; low: number; high: number };

/** Roll-up spans in seconds: a minute, a quarter of an hour, an hour, a day. */
export const ROLLUP_SECONDS = [60, 900, 3600, 86_400] as const;
export type RollupSeconds = (typeof ROLLUP_SECONDS)[number];
