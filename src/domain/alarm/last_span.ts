/** Spans of time up to now that a list of alarms may be narrowed to. */
export const LAST_SPANS = ["1h", "8h", "24h", "7d"] as const;
export type LastSpan = (typeof LAST_SPANS)[number];
