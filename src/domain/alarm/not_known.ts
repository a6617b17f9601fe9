import { isOpen, type Alarm } from "./alarm";
import { isOfSilence } from "./silence";

/** The newest that a series has sent; times in epoch milliseconds. */
export type NewestValue = {
  /** Of its newest value, good or not. */
  at: number;
  /** Of its newest good value; undefined when none is known. */
  goodAt: number | undefined;
  /** How long a value holds without a successor, by the series' own interval. */
  goneAfterMs: number;
};

/** What has come from the machine of an alarm: of a metric, and by whatever reading. */
export type Heard = {
  series(metric: string): NewestValue | undefined;
  machine: NewestValue | undefined;
};

type Asked = Pick<
  Alarm,
  "state" | "origin" | "anomaly_type" | "detection_method" | "metric" | "contributors"
>;

/**
 * Since when it is not known whether an alarm still stands: the metrics that it is about send no good values
 * any more. Undefined while they do, and once it is over. Times in epoch milliseconds.
 */
export function notKnownSince(alarm: Asked, heard: Heard, now: number): number | undefined {
  return stoppedSince(evidenceFor(alarm, heard), now);
}

/** The newest that is known of something, and how long it holds. */
export type Evidence = { at: number; goneAfterMs: number };

/** The instant of the oldest evidence that holds no longer; undefined while all of it does. */
export function stoppedSince(evidence: readonly Evidence[], now: number): number | undefined {
  const stopped = evidence.flatMap(({ at, goneAfterMs }) => (now - at >= goneAfterMs ? at : []));
  return stopped.length === 0 ? undefined : Math.min(...stopped);
}

/** The newest evidence for an alarm, of each series that it is about; none of one that needs none. */
export function evidenceFor(alarm: Asked, heard: Heard): Evidence[] {
  const { detection_method, metric, contributors } = alarm;
  if (!isOpen(alarm) || alarm.state === "cleared" || alarm.origin === "detect") return [];
  if (isOfSilence(alarm.anomaly_type)) return [];
  // A mode is no series of numbers: it holds as long as its machine sends.
  if (detection_method === "mode") return heard.machine ? [heard.machine] : [];
  const metrics = new Set(contributors?.map((each) => each.metric));
  if (metric !== null) metrics.add(metric);
  return [...metrics].flatMap((name) => {
    const newest = heard.series(name);
    // An implausible value is the very evidence of its own alarm.
    const at = detection_method === "plausibility" ? newest?.at : newest?.goodAt;
    return newest === undefined || at === undefined ? [] : { at, goneAfterMs: newest.goneAfterMs };
  });
}
