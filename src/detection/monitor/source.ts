/*
 * The sources of an alarm: an episode ends when each that had part in it is back to normal by its own
 * evidence. A source is its kind and its metric, such as "limit:power_kw".
 */

export type Source =
  | `series:${string}`
  | `limit:${string}`
  | `implausible:${string}`
  | `silence:${string}`
  | typeof MODE
  | typeof SILENCE;

/** The machine says itself that it is at fault. */
export const MODE = "mode";
/** The machine sends nothing at all; a series that is missed alone is `silenceOf` its metric. */
export const SILENCE = "silence";

/** The detector of a series. @param subject a metric that comes alone, or "" for several */
export const seriesSource = (subject: string): Source => `series:${subject}`;
/** The limits of a metric. */
export const limitSource = (metric: string): Source => `limit:${metric}`;
/** The plausible range of a metric. */
export const implausibleSource = (metric: string): Source => `implausible:${metric}`;
/** A metric that is missed while others come. */
export const silenceSource = (metric: string): Source => `silence:${metric}`;

/** The kind of a source, and its metric or subject; "" for a source that has none. */
export function partsOf(source: Source): { kind: string; subject: string } {
  const colon = source.indexOf(":");
  return colon < 0
    ? { kind: source, subject: "" }
    : { kind: source.slice(0, colon), subject: source.slice(colon + 1) };
}
