import { MINUTE_MS } from "../domain/time_units";

/** So many wrong attempts in the window, by one name or from one address; the next is refused until the window has room. */
export const WRONG_AT_MOST = 5;
export const WINDOW_MS = 15 * MINUTE_MS;

/**
 * How long an attempt has to wait. @param at the instants of the attempts in the window by one name, or from one address,
 * with this one
 * @returns undefined when it need not
 */
export function waitOf(at: readonly number[], now: number): number | undefined {
  if (at.length <= WRONG_AT_MOST) return undefined;
  const others = at.toSorted((a, b) => b - a).slice(1);
  const oldest = others[WRONG_AT_MOST - 1] ?? now;
  return Math.max(1, oldest + WINDOW_MS - now);
}
