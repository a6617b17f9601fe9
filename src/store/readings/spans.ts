export const QUARTER_MS = 900_000;

/** The start, in UTC, of the span of so many milliseconds that contains this instant. */
export function startOf(span: number, at: number): number {
  return Math.floor(at / span) * span;
}
