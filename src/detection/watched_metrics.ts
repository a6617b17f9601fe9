/** Whether a metric says how its machine is: counters grow by themselves, and energy repeats the power. */
export function isJudged(metric: string): boolean {
  return !/_kwh$|_count(_good|_bad)?$/.test(metric);
}

/** Whether a metric can raise an alarm by itself. The weather cannot: it only explains others. */
export function isWatched(metric: string): boolean {
  return isJudged(metric) && !metric.startsWith("outdoor_");
}
