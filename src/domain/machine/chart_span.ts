import type { RollupSeconds } from "./reading";
import { MINUTE_MS } from "../time_units";

const DAY_MINUTES = 1440;

/**
 * The lengths that a chart may have, the shortest first: the roll-up of which its points come in seconds
 * (null: the readings themselves), the width of its columns in seconds, and the distance of the ticks of its
 * time axis in minutes.
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
