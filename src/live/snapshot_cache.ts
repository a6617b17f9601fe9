import { type PageAudience, type Topic, topicOf } from "./audiences";
import { LIVE_TICK_MS } from "./components/update_scheduler";
import type { Fragment } from "./fragment";

/** A plant has few audiences; somebody who invents more gets them drawn each time. */
const AUDIENCES_AT_MOST = 20;

/**
 * The whole state of a page, drawn once for all who ask in the same moment: a server that comes back is asked
 * by a thousand screens at once, and most of them want the same.
 */
export type SnapshotCache = {
  of(audience: PageAudience): readonly Fragment[];
  /** A drawing is out of date, or a newer part of it has been sent. */
  invalidate(): void;
};

/**
 * @param clock milliseconds, never jumping: a change that nobody reports is seen after a tick all the same
 */
export function createSnapshotCache(
  draw: (audience: PageAudience) => Fragment[],
  clock: () => number,
): SnapshotCache {
  const cached = new Map<Topic, { fragments: Fragment[]; at: number }>();
  return {
    of(audience) {
      const topic = topicOf(audience);
      const known = cached.get(topic);
      if (known && clock() - known.at < LIVE_TICK_MS) return known.fragments;
      const fragments = draw(audience);
      cached.delete(topic);
      if (cached.size >= AUDIENCES_AT_MOST) cached.delete(cached.keys().next().value ?? "");
      cached.set(topic, { fragments, at: clock() });
      return fragments;
    },
    invalidate: () => cached.clear(),
  };
}
