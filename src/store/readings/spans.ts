export const QUARTER_MS = 900_000;

/** The start of the span of so many milliseconds that holds this instant, counted in UTC. */
export function startOf(span: number, at: number): number {
  return Math.floor(at / span) * span;
}
