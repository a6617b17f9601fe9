import type { Store } from "../store/store";
import type { FactoryEvent, LoggedEvent, MetricUpdated } from "../domain/event";

/** Longer than any time without a holder: its lease, the next one's question, and its beginning. */
const KEEP_MS = 20_000;
const AT_MOST = 20_000;
/** How far the clocks of two servers may differ. */
const CLOCKS_DIFFER_MS = 5_000;

type FailoverBufferDeps = {
  events: Pick<Store["events"], "recordMissed">;
  takeValue(event: MetricUpdated): unknown;
  now(): number;
};

/**
 * What other programs published while it was not this server's turn to take it in. Pub/sub does not repeat: what a holder
 * could no longer record when it died, only the others still have.
 */
export function createFailoverBuffer({ events, takeValue, now }: FailoverBufferDeps) {
  let heard: { at: number; event: FactoryEvent }[] = [];

  return {
    hear(event: FactoryEvent) {
      heard.push({ at: now(), event });
      const fresh = heard.findIndex(({ at }) => at > now() - KEEP_MS);
      if (fresh > 0 || heard.length > AT_MOST) heard = heard.slice(Math.max(fresh, heard.length - AT_MOST));
    },
    /** Takes in what nobody has. */
    async claim() {
      const left = heard.filter(({ at }) => at > now() - KEEP_MS);
      heard = [];
      const [first] = left;
      if (!first) return;
      const logged = left.flatMap(({ event }) => (isLogged(event) ? [event] : []));
      await events.recordMissed(logged, first.at - CLOCKS_DIFFER_MS);
      // The same value again replaces itself.
      for (const { event } of left) if (!isLogged(event)) await takeValue(event);
    },
  };
}

function isLogged(event: FactoryEvent): event is LoggedEvent {
  return event.event_type !== "metric_updated";
}
