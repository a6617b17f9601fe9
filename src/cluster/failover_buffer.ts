import type { Logger } from "pino";
import type { FactoryEvent, LoggedEvent, MetricUpdated } from "../domain/event";
import type { Store } from "../store/store";

/** Longer than any time without a leader: its lease, the next server's question, and its beginning. */
const KEEP_MS = 20_000;
const AT_MOST = 20_000;
/** How far the clocks of two servers may differ. */
const CLOCKS_DIFFER_MS = 5_000;

type FailoverBufferDeps = {
  store: { events: Pick<Store["events"], "recordMissed"> };
  recordValue(event: MetricUpdated): unknown;
  log: Pick<Logger, "error">;
  now(): number;
};

/** The events of the last seconds that another server should have recorded. */
export type FailoverBuffer = {
  add(event: FactoryEvent): void;
  /** Records those that nobody has. */
  replay(): Promise<void>;
};

/**
 * Keeps events of other programs while another server is the leader. Pub/sub does not repeat: when the leader
 * dies, only the others still have what it could not record.
 */
export function createFailoverBuffer({ store, recordValue, log, now }: FailoverBufferDeps): FailoverBuffer {
  let kept: { at: number; event: FactoryEvent }[] = [];

  async function record(left: typeof kept) {
    const [first] = left;
    if (!first) return;
    const logged = left.flatMap(({ event }) => (isLogged(event) ? [event] : []));
    await store.events.recordMissed(logged, first.at - CLOCKS_DIFFER_MS);
    // A value that is there already replaces itself.
    for (const { event } of left) if (!isLogged(event)) await recordValue(event);
  }

  return {
    add(event) {
      kept.push({ at: now(), event });
      const fresh = kept.findIndex(({ at }) => at > now() - KEEP_MS);
      if (fresh > 0 || kept.length > AT_MOST) kept = kept.slice(Math.max(fresh, kept.length - AT_MOST));
    },
    async replay() {
      const left = kept.filter(({ at }) => at > now() - KEEP_MS);
      kept = [];
      await record(left).catch((err) => log.error({ err }, "events published without a leader are lost"));
    },
  };
}

function isLogged(event: FactoryEvent): event is LoggedEvent {
  return event.event_type !== "metric_updated";
}
