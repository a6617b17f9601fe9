import type { LoggedEvent, MetricUpdated } from "../domain/event";

/** An event of another program that this server may have to record. Times in epoch milliseconds. */
export type Kept = {
  event: LoggedEvent;
  /** Its event_id, and of an anomaly the alarm's id, if it brings none. */
  id: string;
  at: number;
  /** It was published after this: no earlier than what last proved that messages arrive at once. */
  publishedAfter: number;
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
  /** Empties it. Until they are added again or let go, what is announced still counts for those taken. */
  take(): { events: Kept[]; values: KeptValue[] };
  /** It is being recorded without having been in the list: what is announced counts for it. */
  hold(kept: Kept): void;
  /** It is recorded or lost. */
  letGo(kept: Kept): void;
  /** A server has recorded one of these bytes: the oldest that is not known to be recorded is. */
  recorded(hash: string): void;
  /**
   * Forgets what is older, because another server has recorded it; what was shown stays until that is known.
   */
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
  const { hold, letGo, recorded } = createUnsettled();

  return {
    ...{ hold, letGo, recorded },
    add(kept) {
      events.push(kept);
      hold(kept);
      if (events.length <= atMost * SLACK) return;
      const dropped = events.slice(0, -atMost);
      onDropped(dropped.filter(isOpen).length);
      dropped.forEach(letGo);
      events = events.slice(-atMost);
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
      events = [];
      values = [];
      return taken;
    },
    forgetBefore(at) {
      if ((events[0]?.at ?? at) < at) {
        const isKept = (kept: Kept) => kept.at >= at || (kept.isShown && !kept.isRecorded);
        events.filter((kept) => !isKept(kept)).forEach(letGo);
        events = events.filter(isKept);
      }
      if ((values[0]?.at ?? at) < at) values = values.filter((kept) => kept.at >= at);
    },
    waiting: () => events.filter(isOpen).length + values.length,
  };
}

/**
 * Those that nobody is known to have recorded, in the list or being recorded: of each hash in their order.
 */
function createUnsettled(): Pick<FailoverBuffer, "hold" | "letGo" | "recorded"> {
  const unsettled = new Map<string, Set<Kept>>();

  function letGo(kept: Kept) {
    const same = unsettled.get(kept.hash);
    same?.delete(kept);
    if (same?.size === 0) unsettled.delete(kept.hash);
  }

  return {
    letGo,
    hold(kept) {
      if (kept.isRecorded) return;
      const same = unsettled.get(kept.hash);
      if (same) same.add(kept);
      else unsettled.set(kept.hash, new Set([kept]));
    },
    recorded(hash) {
      const [first, ...others] = unsettled.get(hash) ?? [];
      if (!first) return;
      // Those with an event_id of their own are one event, however often it was sent.
      for (const kept of first.event.event_id ? [first, ...others] : [first]) {
        kept.isRecorded = true;
        letGo(kept);
      }
    },
  };
}

const isOpen = ({ isRecorded }: Kept) => !isRecorded;
