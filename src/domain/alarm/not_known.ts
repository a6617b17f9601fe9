import { isOpen, type Alarm } from "./alarm";

/** So many intervals without a good value, and nothing is known of a series. */
const MISSED_INTERVALS = 3;

/**
 * Since when it is not known whether an alarm still stands: the metrics that it is about send no good values
 * any more. Undefined while they do, and once it is over. Times in epoch milliseconds.
 * @param newestOf when the newest good value of a metric was; undefined when there is none
 */
export function notKnownSince(
  alarm: Pick<Alarm, "state" | "metric" | "contributors">,
  newestOf: (metric: string) => number | undefined,
  now: number,
  intervalSeconds: number,
): number | undefined {
  if (!isOpen(alarm) || alarm.state === "cleared") return undefined;
  const metrics = new Set(alarm.contributors?.map(({ metric }) => metric));
  if (alarm.metric !== null) metrics.add(alarm.metric);
  const newest = [...metrics].flatMap((metric) => newestOf(metric) ?? []);
  const oldest = Math.min(...newest);
  const isMissed = newest.length > 0 && now - oldest > MISSED_INTERVALS * intervalSeconds * 1000;
  return isMissed ? oldest : undefined;
}
