import { DAY_MS } from "../../domain/time_units";
import { isRangeKnown, noteRange } from "../range/outside";
import { learnRange, newRanges, type Ranges } from "../range/ranges";
import type { Moments } from "../spread";
import type { Hourly } from "./state";

/**
 * The range of all hours, since when it is learned, the newest instant, and the stretch outside that is under
 * way; plain JSON.
 */
export type HourlyRange = { ranges: Ranges; from: number; at: number; excursion?: Excursion };

type Excursion = { lowest: number; highest: number; isLasting: boolean };

/** The range begins with all values so far, whatever their hour. */
function rangeOf(state: Hourly, at: number): HourlyRange {
  if (state.range) return state.range;
  const [mean] = state.overall;
  const ranges = newRanges(1, [mean]);
  if (state.count > 0) Object.assign(ranges, { low: [state.low - mean], high: [state.high - mean] });
  return (state.range = { ranges, from: at, at });
}

/** Learns a normal value. @param past whether it is learned in retrospect: then also what is outside */
export function learnHourlyRange(state: Hourly, at: number, value: number, past: boolean) {
  learnRange(rangeOf(state, at).ranges, ofAllHours(state), { plain: [value], at, past });
}

/** Notes where a value lies. @returns whether it has been outside all that was learned for ten minutes */
export function noteHourlyRange(state: Hourly, at: number, value: number): boolean {
  const range = rangeOf(state, at);
  range.at = at;
  const isLasting = noteRange(range.ranges, ofAllHours(state), [value], at) !== undefined;
  if (range.ranges.off_range[0]![1] === 0) endExcursion(state, at);
  else {
    const { lowest, highest } = range.excursion ?? { lowest: value, highest: value };
    range.excursion = { lowest: Math.min(lowest, value), highest: Math.max(highest, value), isLasting };
  }
  return isLasting && isHourlyRangeKnown(state);
}

/** Values that were outside are told once: from then on the metric has shown them. */
function endExcursion(state: Hourly, at: number) {
  const { excursion, ranges } = rangeOf(state, at);
  if (!excursion) return;
  const { lowest, highest, isLasting } = excursion;
  for (const value of [lowest, highest]) learnHourlyRange(state, at, value, true);
  if (isLasting) {
    const [origin = 0] = ranges.origin ?? [];
    ranges.lasting_low[0] = Math.min(ranges.lasting_low[0]!, lowest - origin);
    ranges.lasting_high[0] = Math.max(ranges.lasting_high[0]!, highest - origin);
  }
  delete state.range!.excursion;
}

function ofAllHours({ overall: [mean, variance] }: Hourly): Moments {
  return { mean: [mean], variance: [variance] };
}

/** The night says nothing of the day: a range is known after a whole one. */
export function isHourlyRangeKnown(state: Hourly): boolean {
  const { range } = state;
  return (
    range !== undefined && range.at - range.from >= DAY_MS && isRangeKnown(range.ranges, ofAllHours(state), 0)
  );
}
