/** Count, sum, minimum and maximum of one metric in one span. */
export type Bucket = [count: number, sum: number, low: number, high: number];
/** A roll-up row's metrics by name. */
export type Buckets = Map<string, Bucket>;

export function addValue(buckets: Buckets, metric: string, value: number) {
  const bucket = buckets.get(metric);
  if (bucket) add(bucket, [1, value, value, value]);
  else buckets.set(metric, [1, value, value, value]);
}

export function addBuckets(buckets: Buckets, more: Iterable<[string, Bucket]>) {
  for (const [metric, bucket] of more) {
    const sum = buckets.get(metric);
    if (sum) add(sum, bucket);
    else buckets.set(metric, [...bucket]);
  }
}

function add(sum: Bucket, more: Bucket) {
  sum[0] += more[0];
  sum[1] += more[1];
  sum[2] = Math.min(sum[2], more[2]);
  sum[3] = Math.max(sum[3], more[3]);
}

/** A bucket of one reading is stored as its bare value: most back-filled rows are then a third as long. */
type Kept = Record<string, Bucket | number>;

export function parseBuckets(json: string): [string, Bucket][] {
  return Object.entries(JSON.parse(json) as Kept).map(([metric, kept]) => [
    metric,
    typeof kept === "number" ? [1, kept, kept, kept] : kept,
  ]);
}

export function formatBuckets(buckets: Buckets): string {
  const kept: Kept = Object.fromEntries(buckets);
  for (const [metric, bucket] of buckets) if (bucket[0] === 1) kept[metric] = bucket[1];
  return JSON.stringify(kept);
}
