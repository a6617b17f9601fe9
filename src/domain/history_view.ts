import { HOUR_MS } from "./time_units";

/** Seconds of the past in one second of a replay. */
export const SPEEDS = [1, 10, 60] as const;
export type Speed = (typeof SPEEDS)[number];

/** The time that the timeline shows; its links lie `stepMinutes` of the plant's clock apart. */
export const TIMELINES = {
  "1h": { ms: HOUR_MS, stepMinutes: 5 },
  "8h": { ms: 8 * HOUR_MS, stepMinutes: 30 },
  "24h": { ms: 24 * HOUR_MS, stepMinutes: 120 },
  "7d": { ms: 168 * HOUR_MS, stepMinutes: 720 },
} as const;
export type TimelineSpan = keyof typeof TIMELINES;
export const TIMELINE_SPANS = Object.keys(TIMELINES) as TimelineSpan[];
export const USUAL_SPAN: TimelineSpan = "8h";

/**
 * The past as an address of the history page names it. `at` in epoch milliseconds. No speed: it stands still.
 * No machine: all of them.
 */
export type HistoryView = {
  at: number;
  speed?: Speed;
  machineIds: readonly string[];
  /** The id of the area whose machines these are, if it is narrowed to one. */
  area?: string;
  span: TimelineSpan;
  theme?: "dark" | "light";
};

/** The query of an address that shows this view. */
export function historyQuery({ at, speed, machineIds, area, span, theme }: HistoryView): URLSearchParams {
  const query = new URLSearchParams({ at: momentOf(at) });
  if (speed) query.set("speed", String(speed));
  if (span !== USUAL_SPAN) query.set("span", span);
  if (area !== undefined) query.set("area", area);
  else for (const id of machineIds) query.append("machine", id);
  if (theme) query.set("theme", theme);
  return query;
}

/** An instant (epoch milliseconds) as an address names it: "2026-11-23T09:00:00Z". */
export function momentOf(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}

/**
 * The period that the timeline shows about a moment, epoch milliseconds. It stands still until the moment has
 * moved on by half of it.
 */
export function windowOf({ at, span }: Pick<HistoryView, "at" | "span">): { from: number; to: number } {
  const half = TIMELINES[span].ms / 2;
  const from = (Math.floor(at / half) - 0.5) * half;
  return { from, to: from + TIMELINES[span].ms };
}
