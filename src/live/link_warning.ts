import { text } from "../words/text";
import { plantMinute } from "../../views/shared/time";

/** What a page says besides that it is live: whether the event bus works, and in words what does not. */
export type LinkWarning = { bus: "ok" | "away"; warning: string | null };

/** What this server knows of itself. Times in epoch milliseconds; null: all is well. */
type Health = {
  /** Since when nothing can be stored. */
  notRecordingSince: number | null;
  busAwaySince: number | null;
  /** Milliseconds since this server last received its own message over the bus. */
  canary: number;
  /** How far this server's clock is off, below zero behind. */
  clockOffsetMs: number | null;
  now: number;
  timezone: string;
};

const CANARY_AT_MOST_MS = 25_000;

/**
 * The worst first: what is not recorded is lost, without the bus it is only late, and a wrong clock only
 * stamps it.
 */
export function linkWarning(health: Health): LinkWarning {
  const { notRecordingSince, busAwaySince, canary, clockOffsetMs, now, timezone } = health;
  // A server whose own messages do not come back has no working bus, even if it believes in one.
  const busLostSince = busAwaySince ?? (canary > CANARY_AT_MOST_MS ? now - canary : null);
  const time = (at: number) => plantMinute(at, timezone);
  const bus = busLostSince === null ? "ok" : "away";
  if (notRecordingSince !== null) return { bus, warning: text.link.notRecording(time(notRecordingSince)) };
  if (busLostSince !== null) return { bus, warning: text.link.busAway(time(busLostSince)) };
  return { bus, warning: clockOffsetMs === null ? null : text.link.clockOff(clockOffsetMs) };
}
