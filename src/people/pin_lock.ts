import { DAY_MS, HOUR_MS, MINUTE_MS } from "../domain/time_units";

/** So many wrong PINs or badges in a row lock nobody. */
const FREE = 5;
/** How long each further one locks: never for good. */
const STEPS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS] as const;

/**
 * How long wrong ones are remembered. On one tablet those of many people come together, so an address forgets sooner; a
 * person does not, or who guesses slowly from many addresses had all the time.
 */
export const REMEMBERED_MS = { person: DAY_MS, address: HOUR_MS } as const;

/**
 * How long a PIN or badge is not tried, after the wrong ones that are remembered of a person or of an address.
 * @param wrongAt their instants, in epoch milliseconds
 * @returns undefined when it is tried
 */
export function lockedFor(wrongAt: readonly number[], now: number): number | undefined {
  if (wrongAt.length < FREE) return undefined;
  const step = STEPS_MS[Math.min(wrongAt.length - FREE, STEPS_MS.length - 1)] ?? 0;
  const left = Math.max(...wrongAt) + step - now;
  return left > 0 ? left : undefined;
}
