import type { MinuteLatency } from "../../../views/diagnostics/screen_data";
import { MINUTE_MS } from "../../domain/time_units";

const MINUTES = 60;
/** Each bucket is a fifth wider than the one before: from 1 ms to 80 s with an error of a tenth. */
const BUCKET_GROWTH = 1.2;
const BUCKETS = 63;

/** How long something took, minute by minute over the last hour; 60 small histograms, however much is counted. */
export type LatencyHistogram = {
  /** @param ms milliseconds, not negative; what is no number is not counted */
  add(ms: number): void;
  /** The last sixty minutes and the one under way, oldest first; minutes in which nothing was counted are left out. */
  minutes(): MinuteLatency[];
  /** How many were counted since the start, and when the newest was. */
  all(): { count: number; at: number | null };
};

type Minute = { at: number; counts: Uint32Array; total: number; maxMs: number };

/** @param now epoch milliseconds */
export function createLatencyHistogram(now: () => number): LatencyHistogram {
  const ring: Minute[] = [];
  let [count, newestAt]: [number, number | null] = [0, null];

  function current(): Minute {
    const at = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
    const target = (at / MINUTE_MS) % (MINUTES + 1);
    const kept = ring[target];
    if (kept?.at === at) return kept;
    return (ring[target] = { at, counts: new Uint32Array(BUCKETS), total: 0, maxMs: 0 });
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
      return kept.toSorted((a, b) => a.at - b.at).map(paceOf);
    },
    all: () => ({ count, at: newestAt }),
  };
}

function paceOf({ at, counts, total, maxMs }: Minute): MinuteLatency {
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
