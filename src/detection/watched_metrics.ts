import { kindOf, type SeriesKind } from "../domain/machine/series_kind";

/**
 * Whether a metric says how its machine is: counters grow by themselves, and energy repeats the power.
 * @param kind of the series, where more is known than its name
 */
export function isJudged(metric: string, kind: SeriesKind = kindOf(metric)): boolean {
  return kind === "gauge";
}

/** Whether a metric can raise an alarm by itself. The weather cannot: it only explains others. */
export function isWatched(metric: string, kind?: SeriesKind): boolean {
  return isJudged(metric, kind) && !metric.startsWith("outdoor_");
}
