export const MINUTE_MS = 60_000;
export const QUARTER_MS = 900_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The start of the span of so many milliseconds that holds this instant, counted in UTC. */
export function startOf(span: number, at: number): number {
  return Math.floor(at / span) * span;
}
