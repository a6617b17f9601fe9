import { isPlainId } from "../domain/alarm/alarm";
import type { LoggedEvent, RecordedEvent } from "../domain/event";
import { iso } from "../domain/iso";

/** So many are drawn again on a page that loads or catches up; of others it is told once they are recorded. */
const REDRAWN_AT_MOST = 300;

/** Events of other programs that screens show although nothing could record them yet. */
export type UnrecordedDraws = {
  /**
   * The event as it is to be drawn, marked; undefined for a kind that is not: the change of an alarm, or a training,
   * would hide what is recorded of it.
   */
  add(event: LoggedEvent & { event_id: string }, sentHash: string): RecordedEvent | undefined;
  /** The oldest that was drawn of the same bytes as an event that is recorded now. */
  recordedAs(event: RecordedEvent): RecordedEvent | undefined;
  /** Those that still are not recorded. */
  list(): RecordedEvent[];
};

/** @param now epoch milliseconds */
export function createUnrecordedDraws(now: () => number): UnrecordedDraws {
  const drawn = new Map<string, RecordedEvent[]>();

  return {
    add(event, sentHash) {
      if (event.event_type !== "anomaly_detected" && event.event_type !== "system_alert") return undefined;
      const marked: RecordedEvent = {
        ...event,
        ...alarmIdOf(event),
        published_at: iso(now()),
        unrecorded: true,
      };
      drawn.set(sentHash, [...(drawn.get(sentHash) ?? []), marked]);
      return marked;
    },
    recordedAs({ sent_hash }) {
      const [first, ...rest] = drawn.get(String(sent_hash)) ?? [];
      if (rest.length > 0) drawn.set(String(sent_hash), rest);
      else drawn.delete(String(sent_hash));
      return first;
    },
    list: () => [...drawn.values()].flat().slice(-REDRAWN_AT_MOST),
  };
}

/** The alarm's id as the store will give it, unless an alarm of that id is there. */
function alarmIdOf(event: LoggedEvent & { event_id: string }) {
  if (event.event_type !== "anomaly_detected") return {};
  return isPlainId(event.anomaly_id ?? "") ? {} : { anomaly_id: event.event_id };
}
