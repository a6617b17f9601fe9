import type { LoggedEvent } from "../../domain/event";
import { withoutArrival } from "../../domain/event_mending";

/** A hash of the event as sent: equal for equal bytes, whichever server has read them. */
export function sentHash(event: LoggedEvent): string {
  return Bun.hash(JSON.stringify(withoutArrival(event))).toString(36);
}
