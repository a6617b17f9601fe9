/** For how long a metric has had one value; plain JSON. Times in epoch milliseconds. */
export type Flat = {
  value: number;
  /** When it had the value last. */
  at: number;
  /** For how long values have shown it to stand still. */
  same_ms: number;
};

/**
 * Notes a new value. No step between two values counts for more than half of the span that is looked for: the
 * same value before and after a gap is no evidence of what was in it.
 */
export function noteFlat(flat: Flat, at: number, value: number, spanMs: number) {
  if (value !== flat.value) flat.same_ms = 0;
  else flat.same_ms += Math.min(Math.max(0, at - flat.at), spanMs / 2);
  flat.value = value;
  flat.at = at;
}
