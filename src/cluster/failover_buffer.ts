import type { LoggedEvent, MetricUpdated } from "../domain/event";

/** An event of another program that this server may have to record. Times in epoch milliseconds. */
export type Kept = {
  event: LoggedEvent;
  /** Its event_id, and of an anomaly the alarm's id, if it brings none. */
  id: string;
  at: number;
  /** As the recorded event will carry it. */
  hash: string;
  /** Some server has recorded it: it stays only to be counted against others of the same bytes. */
  isRecorded: boolean;
  /** Drawn on this server's screens, marked as not recorded. */
  isShown: boolean;
};
export type KeptValue = { event: MetricUpdated; at: number };

/** Of each: values never take the place of events. */
const AT_MOST = 20_000;
/** Lists are cut in slices: one shift an event would move all the others. */
const SLACK = 1.1;

/** Bounded lists of what pub/sub has brought and will not repeat. */
export type FailoverBuffer = {
  add(kept: Kept): void;
  addValue(kept: KeptValue): void;
  events(): readonly Kept[];
  /** Empties it. */
  take(): { events: Kept[]; values: KeptValue[] };
  /** A server has recorded one of these bytes: the oldest that is not known to be recorded is. */
  recorded(hash: string): void;
  /** Forgets what is older, because another server has recorded it; what was shown stays until that is known. */
  forgetBefore(at: number): void;
  /** How many nobody is known to have recorded. */
  waiting(): number;
};

/** @param onDropped there was no room for so many of the oldest, which are lost */
export function createFailoverBuffer(
  onDropped: (count: number) => void,
  atMost: number = AT_MOST,
): FailoverBuffer {
  let events: Kept[] = [];
  let values: KeptValue[] = [];
  let open = new Map<string, Kept[]>();

  function isOpen({ isRecorded }: Kept) {
    return !isRecorded;
  }

  function noteOpen(kept: Kept) {
    const same = open.get(kept.hash);
    if (same) same.push(kept);
    else open.set(kept.hash, [kept]);
  }

  function setEvents(next: Kept[]) {
    events = next;
    open = new Map();
    next.filter(isOpen).forEach(noteOpen);
  }

  return {
    add(kept) {
      events.push(kept);
      if (isOpen(kept)) noteOpen(kept);
      if (events.length <= atMost * SLACK) return;
      onDropped(events.slice(0, -atMost).filter(isOpen).length);
      setEvents(events.slice(-atMost));
    },
    addValue(kept) {
      values.push(kept);
      if (values.length <= atMost * SLACK) return;
      onDropped(values.length - atMost);
      values = values.slice(-atMost);
    },
    events: () => events,
    take() {
      const taken = { events, values };
      setEvents([]);
      values = [];
      return taken;
    },
    recorded(hash) {
      const same = open.get(hash);
      const [first] = same ?? [];
      if (!same || !first) return;
      // Those with an event_id of their own are one event, however often it was sent.
      for (const kept of same.splice(0, first.event.event_id ? same.length : 1)) kept.isRecorded = true;
      if (same.length === 0) open.delete(hash);
    },
    forgetBefore(at) {
      if ((events[0]?.at ?? at) < at)
        setEvents(events.filter((kept) => kept.at >= at || (kept.isShown && !kept.isRecorded)));
      if ((values[0]?.at ?? at) < at) values = values.filter((kept) => kept.at >= at);
    },
    waiting: () => events.filter(isOpen).length + values.length,
  };
}
