const STEPS_MS = [1, 2, 4, 8, 16, 30].map((seconds) => seconds * 1000);
const LIVE_BEFORE_RESET_MS = 60_000;
const TRIES_A_MINUTE = 12;
const MINUTE_MS = 60_000;
/** Over this screens spread that find the server answering; with finding it out and connecting, less than five seconds. */
const SOON_MS = 2_500;

/** When to try again. A wall screen never gives up, and never storms a server that refuses it. */
export type Backoff = {
  /** Milliseconds to wait before the next try, drawn from half to all of the present step. */
  next(now: number): number;
  /** The shortest lawful wait, for when the server is known to answer. */
  soon(now: number): number;
  tried(now: number): void;
  /** The link has gone after `liveMs` of being live: a long life starts again at the first step. */
  lost(liveMs: number): void;
};

/** @param random numbers from 0 to 1; @param steps times in milliseconds */
export function createBackoff(random: () => number): Backoff {
  let step = 0;
  let tries: number[] = [];

  /** How long until a further try stays within the limit a minute. */
  function allowance(now: number): number {
    tries = tries.filter((at) => at > now - MINUTE_MS);
    const oldest = tries[tries.length - TRIES_A_MINUTE];
    return oldest === undefined ? 0 : oldest + MINUTE_MS - now;
  }

  return {
    next(now) {
      const wait = (STEPS_MS[step] ?? MINUTE_MS) * (0.5 + random() / 2);
      step = Math.min(step + 1, STEPS_MS.length - 1);
      return Math.max(wait, allowance(now));
    },
    soon: (now) => Math.max(random() * SOON_MS, allowance(now)),
    tried: (now) => tries.push(now),
    lost(liveMs) {
      if (liveMs >= LIVE_BEFORE_RESET_MS) step = 0;
    },
  };
}
