import type { Alarm } from "../../domain/alarm/alarm";
import { MINUTE_MS } from "../../domain/time_units";

/** The span in which alarms are counted. */
export const FLOOD_SPAN_MS = 10 * MINUTE_MS;
/** More than so many in the span are a flood; it is over when there are fewer than `ENDS_BELOW`. */
export const BEGINS_ABOVE = 10;
export const ENDS_BELOW = 5;
/** The newest alarms that are remembered: enough to tell both, however many come. */
const RECENT_KEPT = 50;
/** The first alarms of a flood that are remembered: one of them is its first-out. */
const FIRST_KEPT = 20;

export type Opening = Pick<Alarm, "id" | "opened_at"> & { follows_id?: string | null };

/** A flood that is under way. */
export type Flood<T extends Opening = Opening> = {
  began_at: number;
  /** Alarms since it began. */
  count: number;
  /** Its first alarms, in the order in which they opened. */
  first: readonly T[];
};

/** The newest alarms of an area in the last 10 min, in the order in which they opened, and the flood of them. */
export type FloodState<T extends Opening = Opening> = { recent: readonly T[]; flood: Flood<T> | null };

export const CALM: FloodState<never> = { recent: [], flood: null };

/** The state once an alarm has opened; one that is known already has only changed. */
export function withOpening<T extends Opening>(state: FloodState<T>, opening: T): FloodState<T> {
  if (isKnown(state, opening)) return withChange(state, opening);
  const newest = state.recent.at(-1)?.opened_at ?? opening.opened_at;
  const then = at(state, Math.max(newest, opening.opened_at));
  if (opening.opened_at <= newest - FLOOD_SPAN_MS) return then;
  const recent = inOrder([...then.recent, opening]).slice(-RECENT_KEPT);
  if (then.flood) {
    const { began_at, count, first } = then.flood;
    const flood = {
      began_at: Math.min(began_at, opening.opened_at),
      count: count + 1,
      first: inOrder([...first, opening]).slice(0, FIRST_KEPT),
    };
    return { recent, flood };
  }
  if (recent.length <= BEGINS_ABOVE) return { recent, flood: null };
  const began_at = recent[0]?.opened_at ?? opening.opened_at;
  return { recent, flood: { began_at, count: recent.length, first: recent.slice(0, FIRST_KEPT) } };
}

/** The state at an instant: alarms leave the span, and the flood ends. */
export function at<T extends Opening>(state: FloodState<T>, now: number): FloodState<T> {
  const recent = state.recent.filter(({ opened_at }) => opened_at > now - FLOOD_SPAN_MS);
  const flood = recent.length < ENDS_BELOW ? null : state.flood;
  return recent.length === state.recent.length && flood === state.flood ? state : { recent, flood };
}

/** The alarm that a flood began with; one that is a consequence only where all are. */
export function firstOutOf<T extends Opening>({ first }: Flood<T>): T | undefined {
  return first.find(({ follows_id }) => !follows_id) ?? first[0];
}

const inOrder = <T extends Opening>(openings: readonly T[]) =>
  openings.toSorted((a, b) => a.opened_at - b.opened_at);

function isKnown({ recent, flood }: FloodState, { id }: Opening): boolean {
  return recent.some((each) => each.id === id) || (flood?.first.some((each) => each.id === id) ?? false);
}

/** The state once an alarm has changed; one that is not known changes nothing. */
export function withChange<T extends Opening>(state: FloodState<T>, opening: T): FloodState<T> {
  const { recent, flood } = state;
  if (!isKnown(state, opening)) return state;
  const swap = (each: T) => (each.id === opening.id ? opening : each);
  return { recent: recent.map(swap), flood: flood && { ...flood, first: flood.first.map(swap) } };
}
