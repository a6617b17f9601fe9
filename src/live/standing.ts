import type { Piece } from "./frames";
import { type Audience, type Topic, topicOf } from "./topics";
import { LIVE_TICK_MS } from "./turns";

type PageAudience = Extract<Audience, { kind: "page" }>;

/** Audiences whose drawing is kept. A plant has few; whoever invents more gets them drawn each time. */
const KEPT_AT_MOST = 20;

/** All that a page shows of the floor as it stands, drawn once for everybody who asks in the same moment. */
export type Standing = {
  of(audience: PageAudience): readonly Piece[];
  /** What was drawn is no longer how it stands, or a newer part of it has been sent. */
  changed(): void;
};

/**
 * A server that comes back is asked by a thousand screens at once, and most of them want the same.
 * @param clock milliseconds, never jumping: what has changed without a word is seen after a tick all the same
 */
export function createStanding(draw: (audience: PageAudience) => Piece[], clock: () => number): Standing {
  const kept = new Map<Topic, { pieces: Piece[]; at: number }>();
  return {
    of(audience) {
      const topic = topicOf(audience);
      const known = kept.get(topic);
      if (known && clock() - known.at < LIVE_TICK_MS) return known.pieces;
      const pieces = draw(audience);
      kept.delete(topic);
      if (kept.size >= KEPT_AT_MOST) kept.delete(kept.keys().next().value ?? "");
      kept.set(topic, { pieces, at: clock() });
      return pieces;
    },
    changed: () => kept.clear(),
  };
}
