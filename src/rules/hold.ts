import type { Truth } from "./compile";

/** How long a rule has been so on one machine, or in one area, and its open alarm; plain JSON. Times in epoch milliseconds. */
export type Held = {
  /** Of the rule that was judged. */
  revision: number;
  /** Since when it is so; null while it is not. */
  since: number | null;
  /** For how long values have shown it to be so. */
  lasted_ms: number;
  /** When it was judged last, and when it was so last. */
  at?: number;
  so_at?: number;
  /** It could not be judged last: a value was missing. */
  no_data?: true;
  /** Its open alarm. */
  alarm?: string;
  /** The rule was changed while the alarm was open, which does not say so yet. */
  changed?: true;
};

/** A new state of something that was never judged. */
export const newHeld = (revision: number): Held => ({ revision, since: null, lasted_ms: 0 });

export type Judgement = {
  truth: Truth;
  at: number;
  for_ms: number;
  /** Within the hours of the rule. */
  isInForce: boolean;
  /** A step between two values that counts in full; a longer one is a gap, in which it may have been otherwise. */
  step_ms: number;
};

/**
 * What a judgement changes; `held` is changed in place. Missing data changes nothing: it opens, resets and clears
 * nothing. Outside its hours a rule opens nothing, and a good value still clears.
 */
export function next(
  held: Held,
  { truth, at, for_ms, isInForce, step_ms }: Judgement,
): "opens" | "goes_on" | "clears" | undefined {
  held.at = at;
  if (truth === undefined) {
    held.no_data = true;
    return undefined;
  }
  delete held.no_data;
  if (!truth || !isInForce) {
    startOver(held);
    return !truth && held.alarm !== undefined ? "clears" : undefined;
  }
  held.since ??= at;
  held.lasted_ms += Math.min(Math.max(0, at - (held.so_at ?? at)), Math.max(step_ms, for_ms / 2));
  held.so_at = at;
  if (held.alarm !== undefined) return "goes_on";
  return held.lasted_ms >= for_ms ? "opens" : undefined;
}

/** It is not so any more, as far as this rule is concerned. */
function startOver(held: Held) {
  Object.assign(held, { since: null, lasted_ms: 0 });
  delete held.so_at;
}

/** The revision of a state that is lost, and of which only the alarm is known. */
export const LOST = 0;

/** The state for a rule as it is now: one that was changed is judged anew, and keeps its alarm. */
export function heldFor(held: Held | undefined, revision: number): Held {
  if (held?.revision === revision) return held;
  const fresh = newHeld(revision);
  if (held?.alarm === undefined) return fresh;
  return { ...fresh, alarm: held.alarm, ...(held.revision === LOST ? {} : { changed: true }) };
}
