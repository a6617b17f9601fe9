import { own } from "../domain/own_property";
import { kindOf, type SeriesKind } from "../domain/machine/series_kind";
import type { Kinds } from "./detector";

/**
 * Whether a metric says how its machine is: counters grow by themselves, and energy repeats the power.
 * @param kind of the series, where more is known than its name
 */
export function isJudged(metric: string, kind: SeriesKind = kindOf(metric)): boolean {
  return kind === "gauge";
}

/** As `isJudged`, for a machine of which it is known which kinds are not what their names say. */
export function isJudgedAmong(metric: string, kinds: Kinds | undefined): boolean {
  return isJudged(metric, kinds && own(kinds, metric));
}

/** Whether a metric can raise an alarm by itself. The weather cannot: it only explains others. */
export function isWatched(metric: string, kind?: SeriesKind): boolean {
  return isJudged(metric, kind) && !metric.startsWith("outdoor_");
}
