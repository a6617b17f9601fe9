import type { Severity } from "../../src/domain/alarm/alarm";
import type { RollupSeconds } from "../../src/domain/machine/reading";
import { MINUTE_MS } from "../../src/domain/time_units";

const DAY_MINUTES = 1440;

/**
 * How long a chart may be, the shortest first: where its points come from (none named: the readings themselves), how
 * wide a column of it is in seconds, and how far apart the ticks of its time axis are in minutes.
 */
export const SPANS = {
  "15m": { ms: 15 * MINUTE_MS, rolled: null, columnSeconds: 2, tickMinutes: 3 },
  "1h": { ms: 60 * MINUTE_MS, rolled: null, columnSeconds: 8, tickMinutes: 10 },
  "8h": { ms: 480 * MINUTE_MS, rolled: 60, columnSeconds: 60, tickMinutes: 60 },
  "24h": { ms: DAY_MINUTES * MINUTE_MS, rolled: 60, columnSeconds: 180, tickMinutes: 180 },
  "7d": { ms: 7 * DAY_MINUTES * MINUTE_MS, rolled: 900, columnSeconds: 900, tickMinutes: DAY_MINUTES },
  "30d": {
    ms: 30 * DAY_MINUTES * MINUTE_MS,
    rolled: 3600,
    columnSeconds: 3600,
    tickMinutes: 5 * DAY_MINUTES,
  },
  "90d": {
    ms: 90 * DAY_MINUTES * MINUTE_MS,
    rolled: 3600,
    columnSeconds: 14_400,
    tickMinutes: 15 * DAY_MINUTES,
  },
} as const satisfies Record<string, Span>;

type Span = { ms: number; rolled: RollupSeconds | null; columnSeconds: number; tickMinutes: number };
export type SpanName = keyof typeof SPANS;
export const SPAN_NAMES = Object.keys(SPANS) as SpanName[];

/** What is drawn in one column: mean, lowest and highest of the time about `at`. */
export type Column = { at: number; mean: number; low: number; high: number };

/** When something was abnormal; `to` is null while it still is. */
export type AlarmMark = {
  id: string;
  from: number;
  to: number | null;
  severity: Severity;
  sentence: string;
  /** It is about the metric that the chart shows. */
  isOfMetric: boolean;
};

/** A stretch of time and the value that was to be expected in it. */
export type Expected = { from: number; to: number; value: number };

/** One metric of one machine over a time. Times in epoch milliseconds, values in the metric's unit. */
export type ChartData = {
  machineId: string;
  metric: string;
  unit: string;
  span: SpanName;
  from: number;
  to: number;
  /** Its end moves with the clock. */
  isNewest: boolean;
  columns: readonly Column[];
  /** The newest value of the time shown. */
  last: { at: number; value: number } | null;
  /** Columns further apart than this are not joined: nothing was read in between. */
  gapMs: number;
  /** In which the value would be normal now. */
  band: { low: number; high: number } | null;
  /** What the machine's energy baseline expects; none without one. */
  expected: readonly Expected[];
  alarms: readonly AlarmMark[];
};
