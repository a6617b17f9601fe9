import { MINUTE_MS } from "../time_units";

/** So long outside its normal band a value is never "as expected", whatever has judged it. */
export const OUTSIDE_MS = 10 * MINUTE_MS;

/**
 * What the newest value of a series is worth: a number to believe; no number; too old; one that cannot be
 * true; or one that the simulator made.
 */
export const QUALITIES = ["good", "bad", "stale", "implausible", "simulated"] as const;
export type Quality = (typeof QUALITIES)[number];

/** The qualities of a value that is kept and shown, but enters nothing. */
export type Marked = Extract<Quality, "bad" | "implausible">;

/**
 * The quality that a sender or our own ingest says of a value; undefined for a good one and for any other
 * word.
 */
export function markOf(quality: unknown): Marked | undefined {
  return quality === "bad" || quality === "implausible" ? quality : undefined;
}

/** The quality of a series now. What is marked is so however old it is. */
export function qualityOf(
  { quality, at }: { quality?: Marked; at: number | null },
  goneAfterMs: number,
  now: number,
  simulated: boolean,
): Quality {
  if (quality) return quality;
  if (at === null || now - at >= goneAfterMs) return "stale";
  return simulated ? "simulated" : "good";
}
