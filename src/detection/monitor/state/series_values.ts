import type { SeriesMemory } from "../../../domain/machine/series_kind";
import { own } from "../../../domain/own_property";

/** The newest good value of a series, and since when it has sent values that are not good; plain JSON. */
export type SeriesValue = {
  at?: number;
  value?: number;
  /** The stamp was ahead of our clock: nothing that comes later is older than it. */
  ahead?: true;
  bad_since?: number;
  bad_at?: number;
  /** By which it is known to count; only where the name of the metric leaves that open. */
  memory?: SeriesMemory;
};

/** By metric. Times in epoch milliseconds. */
export type SeriesValues = Record<string, SeriesValue>;

/** Programs that send a counter as a metric's name must not grow the state without end. */
const MAX_VALUES = 256;

/**
 * Notes a good value.
 * @param isAhead its stamp was ahead of our clock, so that `at` is its arrival
 * @returns whether it is new: newer than the one known, or another of its instant
 */
export function noteGood(
  values: SeriesValues,
  metric: string,
  at: number,
  value: number,
  isAhead = false,
): boolean {
  const known = own(values, metric);
  if (!known) {
    placeFor(values)[metric] = { at, value, ...(isAhead ? { ahead: true } : {}) };
    return true;
  }
  const isOlder = known.at !== undefined && at < known.at && !known.ahead;
  if (isOlder || (at === known.at && value === known.value)) return false;
  known.at = at;
  known.value = value;
  if (isAhead) known.ahead = true;
  else if (known.ahead) delete known.ahead;
  if (known.bad_at !== undefined && at >= known.bad_at) {
    delete known.bad_at;
    delete known.bad_since;
  }
  return true;
}

/** Notes a value that is not good; one older than the newest good value says nothing. */
export function noteBad(values: SeriesValues, metric: string, at: number) {
  const known = own(values, metric) ?? (placeFor(values)[metric] = {});
  if (at < (known.at ?? -Infinity)) return;
  known.bad_since ??= at;
  known.bad_at = Math.max(at, known.bad_at ?? at);
}

/** Makes room where there is none: the series that was heard of the longest ago goes. */
function placeFor(values: SeriesValues): SeriesValues {
  const names = Object.keys(values);
  if (names.length < MAX_VALUES) return values;
  const heard = (name: string) => values[name]!.at ?? values[name]!.bad_at ?? 0;
  delete values[names.reduce((oldest, name) => (heard(name) < heard(oldest) ? name : oldest))];
  return values;
}
