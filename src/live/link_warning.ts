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
  now: number;
  timezone: string;
};

const CANARY_AT_MOST_MS = 25_000;

/** The worst first: what is not recorded is lost, without the bus it is only late. */
export function linkWarning({ notRecordingSince, busAwaySince, canary, now, timezone }: Health): LinkWarning {
  // A server whose own messages do not come back has no working bus, even if it believes in one.
  const busLostSince = busAwaySince ?? (canary > CANARY_AT_MOST_MS ? now - canary : null);
  const time = (at: number) => plantMinute(at, timezone);
  const bus = busLostSince === null ? "ok" : "away";
  if (notRecordingSince !== null) return { bus, warning: text.link.notRecording(time(notRecordingSince)) };
  return { bus, warning: busLostSince === null ? null : text.link.busAway(time(busLostSince)) };
}
