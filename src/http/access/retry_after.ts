import type { Context } from "hono";
import { MINUTE_MS, SECOND_MS } from "../../domain/time_units";

/** Says in the answer's header how long an attempt has to wait. @returns the minutes, rounded up, for a sentence */
export function retryAfter(c: Context, waitMs: number): number {
  c.header("Retry-After", String(Math.ceil(waitMs / SECOND_MS)));
  return Math.ceil(waitMs / MINUTE_MS);
}
