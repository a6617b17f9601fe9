const STEPS_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
const LIVE_BEFORE_RESET_MS = 60_000;
const TRIES_A_MINUTE = 12;
const MINUTE_MS = 60_000;
/** Screens that find the server answering spread over this time, so all are back within five seconds. */
const SOON_MS = 2_500;

/** When to try to connect again: for ever, but never so often that a server which refuses is stormed. */
export type Backoff = {
  /** Index into the steps; the last one repeats. */
  step: number;
  /** Times of the last twelve tries, in milliseconds. */
  tries: readonly number[];
};

/** A number from 0 to 1. */
export type Random = () => number;

/** Milliseconds until the next try: half to all of the present step, more if the limit per minute asks so. */
export function pause({ step, tries }: Backoff, now: number, random: Random): number {
  return Math.max(STEPS_MS[step]! * (0.5 + random() / 2), allowance(tries, now));
}

/** Milliseconds until the next try when the server is known to answer: 0 to 2.5 s, or more as above. */
export function shortPause({ tries }: Backoff, now: number, random: Random): number {
  return Math.max(random() * SOON_MS, allowance(tries, now));
}

/** The next pause is a step longer. */
export function longer({ step, tries }: Backoff): Backoff {
  return { step: Math.min(step + 1, STEPS_MS.length - 1), tries };
}

export function afterTry({ step, tries }: Backoff, now: number): Backoff {
  return { step, tries: [...tries, now].slice(-TRIES_A_MINUTE) };
}

/** Only a link that was live for a minute starts again at the first step. */
export function afterLoss({ step, tries }: Backoff, liveMs: number): Backoff {
  return { step: liveMs < LIVE_BEFORE_RESET_MS ? step : 0, tries };
}

/** Milliseconds until one more try stays within the limit per minute; not positive: it does already. */
function allowance(tries: readonly number[], now: number): number {
  const twelfthLast = tries[tries.length - TRIES_A_MINUTE] ?? -Infinity;
  return twelfthLast + MINUTE_MS - now;
}
