import type { Fragment } from "./frame";
import { type Audience, type Topic, topicOf } from "./audiences";
import { LIVE_TICK_MS } from "./components/update_scheduler";

type PageAudience = Extract<Audience, { kind: "page" }>;

/** Audiences whose drawing is kept. A plant has few; whoever invents more gets them drawn each time. */
const KEPT_AT_MOST = 20;

/** All that a page shows of the floor as it stands, drawn once for everybody who asks in the same moment. */
export type SnapshotCache = {
  of(audience: PageAudience): readonly Fragment[];
  /** What was drawn is no longer how it stands, or a newer part of it has been sent. */
  changed(): void;
};

/**
 * A server that comes back is asked by a thousand screens at once, and most of them want the same.
 * @param clock milliseconds, never jumping: what has changed without a word is seen after a tick all the same
 */
export function createSnapshotCache(
  draw: (audience: PageAudience) => Fragment[],
  clock: () => number,
): SnapshotCache {
  const kept = new Map<Topic, { fragments: Fragment[]; at: number }>();
  return {
    of(audience) {
      const topic = topicOf(audience);
      const known = kept.get(topic);
      if (known && clock() - known.at < LIVE_TICK_MS) return known.fragments;
      const fragments = draw(audience);
      kept.delete(topic);
      if (kept.size >= KEPT_AT_MOST) kept.delete(kept.keys().next().value ?? "");
      kept.set(topic, { fragments, at: clock() });
      return fragments;
    },
    changed: () => kept.clear(),
  };
}
