import { DAY_MS, HOUR_MS, MINUTE_MS } from "../domain/time_units";

/** A session ends when nothing came of it for so long, and in any case after the second. */
const IDLE_MS = 12 * HOUR_MS;
export const ABSOLUTE_MS = 7 * DAY_MS;
/** How long a shared tablet remembers who has just answered, where it is set to. */
export const ANSWER_MS = 5 * MINUTE_MS;
/** How often it is noted that a session, token or screen was seen: each request would be a write. */
const NOTED_EVERY_MS = MINUTE_MS;

/** Whether a session still holds. Times in epoch milliseconds. */
export function isSessionAlive(session: { created_at: number; seen_at: number }, now: number): boolean {
  return now - session.seen_at < IDLE_MS && now - session.created_at < ABSOLUTE_MS;
}

/** Sessions last seen, or begun, before these are over. */
export const endedBefore = (now: number) => ({ seen: now - IDLE_MS, begun: now - ABSOLUTE_MS });

/** Whether it is time to note again that something was seen. */
export const isNoteDue = (notedAt: number | null, now: number) => now - (notedAt ?? 0) >= NOTED_EVERY_MS;
