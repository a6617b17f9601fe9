/** At most so many ids are remembered: a few hours of one event a second. */
const REMEMBERED_AT_MOST = 20_000;

/**
 * Events that were drawn before their announcement, because the bus was away: their announcement draws
 * nothing. Nor is one drawn early that was announced while it was being read from the database.
 */
export type EarlyDraws = {
  /** Whether an event that cannot be announced now is still to be drawn; it counts as drawn afterwards. */
  isFirst(eventId: string): boolean;
  /** Whether an announced event is still to be drawn. */
  isDue(eventId: string): boolean;
};

/**
 * An id whose announcement never comes, because it fell into a gap of the log, would stay for ever: past the
 * limit the oldest are forgotten. If such an event is announced after all it is drawn again, which changes
 * nothing on a page.
 */
export function createEarlyDraws(atMost = REMEMBERED_AT_MOST): EarlyDraws {
  const drawn = new Set<string>();
  const announced = new Set<string>();

  function note(ids: Set<string>, eventId: string) {
    ids.add(eventId);
    if (ids.size > atMost) ids.delete(ids.values().next().value ?? "");
  }

  return {
    isFirst(eventId) {
      if (drawn.has(eventId) || announced.has(eventId)) return false;
      note(drawn, eventId);
      return true;
    },
    isDue(eventId) {
      note(announced, eventId);
      return !drawn.delete(eventId);
    },
  };
}
