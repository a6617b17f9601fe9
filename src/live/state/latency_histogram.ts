import { MINUTE_MS } from "../../domain/time_units";

const MINUTES = 60;
/** Each bucket is a fifth wider than the one before: from 1 ms to 80 s with an error of a tenth. */
const BUCKET_GROWTH = 1.2;
const BUCKETS = 63;

/**
 * The durations of the minute that begins at `at` (epoch milliseconds): their number, and quantiles in
 * milliseconds.
 */
export type MinuteLatency = { at: number; count: number; p50: number; p99: number; max: number };

/** The last hour of this server: from recorded to drawn, and from the server to a screen and back. */
export type Latencies = { drawn: MinuteLatency[]; lag: MinuteLatency[] };

/** Durations by the minute over the last hour, in 60 small histograms however much is counted. */
export type LatencyHistogram = {
  /** @param ms milliseconds, not negative; NaN and infinity are not counted */
  add(ms: number): void;
  /**
   * The last sixty minutes and the one under way, oldest first, without those in which nothing was counted.
   */
  minutes(): MinuteLatency[];
  /** The count since the start, and the time of the newest. */
  all(): { count: number; at: number | null };
};

type Minute = { at: number; counts: Uint32Array; total: number; maxMs: number };

/** @param now epoch milliseconds */
export function createLatencyHistogram(now: () => number): LatencyHistogram {
  const ring: Minute[] = [];
  let [count, newestAt]: [number, number | null] = [0, null];

  function current(): Minute {
    const at = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
    const slot = (at / MINUTE_MS) % (MINUTES + 1);
    const kept = ring[slot];
    if (kept?.at === at) return kept;
    return (ring[slot] = { at, counts: new Uint32Array(BUCKETS), total: 0, maxMs: 0 });
  }

  return {
    add(ms) {
      if (!Number.isFinite(ms)) return;
      [count, newestAt] = [count + 1, now()];
      const minute = current();
      minute.counts[bucketOf(ms)]! += 1;
      minute.total += 1;
      minute.maxMs = Math.max(minute.maxMs, ms);
    },
    minutes() {
      const since = now() - (MINUTES + 1) * MINUTE_MS;
      const kept = ring.filter((minute) => minute && minute.at > since && minute.at <= now());
      return kept.toSorted((a, b) => a.at - b.at).map(latencyOf);
    },
    all: () => ({ count, at: newestAt }),
  };
}

function latencyOf({ at, counts, total, maxMs }: Minute): MinuteLatency {
  const share = (quantile: number) => Math.min(quantileOf(counts, total * quantile), maxMs);
  return { at, count: total, p50: share(0.5), p99: share(0.99), max: maxMs };
}

/** The middle of the bucket in which the rank falls, in milliseconds. */
function quantileOf(counts: Uint32Array, rank: number): number {
  let seen = 0;
  const bucket = counts.findIndex((count) => (seen += count) >= rank && count > 0);
  return bucket <= 0 ? 1 : BUCKET_GROWTH ** (bucket - 0.5);
}

/** Bucket 0 ends at 1 ms, bucket n at growth^n. */
function bucketOf(ms: number): number {
  if (ms <= 1) return 0;
  return Math.min(Math.ceil(Math.log(ms) / Math.log(BUCKET_GROWTH)), BUCKETS - 1);
}
