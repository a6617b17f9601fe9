import type { Kinds } from "../detector";
import { isJudgedAmong } from "../watched_metrics";

/** A feature is used when at least this share of the rows has it. */
const MIN_PRESENCE = 0.9;

/** Numbers of one machine over time. `rows` is row-major, `names.length` values a row; NaN is "not known". */
export type FeatureRows = {
  at: Float64Array;
  names: string[];
  rows: Float64Array;
  /** Rows in which the machine was in maintenance, at fault or offline: neither learned from nor judged. */
  unjudged?: readonly boolean[];
};

type Rolled = { at: number; metrics: Record<string, { count: number; mean: number }> };

/**
 * Rolled-up readings as features: `avg_<metric>` of every metric that nine rows of ten have. Counters and
 * energies are left out: they grow by themselves or repeat the power.
 * @param kinds of metrics that are not what their names say
 */
export function featureRows(rolled: readonly Rolled[], kinds?: Kinds): FeatureRows {
  const seen = new Map<string, number>();
  for (const { metrics } of rolled) {
    for (const metric of Object.keys(metrics)) seen.set(metric, (seen.get(metric) ?? 0) + 1);
  }
  const metrics = [...seen]
    .filter(([metric, count]) => isJudgedAmong(metric, kinds) && count >= MIN_PRESENCE * rolled.length)
    .map(([metric]) => metric)
    .toSorted();
  const rows = new Float64Array(rolled.length * metrics.length);
  rolled.forEach((row, index) => {
    metrics.forEach((metric, column) => {
      rows[index * metrics.length + column] = row.metrics[metric]?.mean ?? NaN;
    });
  });
  return {
    at: Float64Array.from(rolled, ({ at }) => at),
    names: metrics.map((metric) => `avg_${metric}`),
    rows,
  };
}

/** The rows that may be judged, with only these columns, in this order. An unknown column is NaN. */
export function chooseRows(features: FeatureRows, names: readonly string[]): FeatureRows {
  const width = features.names.length;
  const columns = names.map((name) => features.names.indexOf(name));
  const kept = [...features.at.keys()].filter((row) => !features.unjudged?.[row]);
  const rows = new Float64Array(kept.length * names.length);
  kept.forEach((row, index) => {
    columns.forEach((column, place) => {
      rows[index * names.length + place] = column < 0 ? NaN : features.rows[row * width + column]!;
    });
  });
  return { at: Float64Array.from(kept, (row) => features.at[row]!), names: [...names], rows };
}

/** The rows with one more feature, a value a row. */
export function withFeature(features: FeatureRows, name: string, values: Float64Array): FeatureRows {
  const width = features.names.length;
  const rows = new Float64Array(values.length * (width + 1));
  values.forEach((value, row) => {
    rows.set(features.rows.subarray(row * width, (row + 1) * width), row * (width + 1));
    rows[row * (width + 1) + width] = value;
  });
  return { ...features, names: [...features.names, name], rows };
}
