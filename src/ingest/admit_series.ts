import type { KnownSeries } from "./known_series";
import type { Dropped } from "./metrics";
import type { CheckedRow } from "./row";

/**
 * The row without the values of series that are too many for its machine, good and bad ones alike; each is
 * named among what is dropped. The row itself, where there is none.
 * @param now epoch milliseconds
 */
export function admitSeries(
  row: CheckedRow,
  machineId: string,
  series: Pick<KnownSeries, "admit" | "most">,
  now: number,
): CheckedRow {
  let refused: Set<string> | undefined;
  const admit = (metric: string) => {
    if (!series.admit(machineId, metric, now)) (refused ??= new Set()).add(metric);
  };
  for (const metric in row.metrics) admit(metric);
  for (const metric in row.marked) admit(metric);
  return refused ? without(row, refused, series.most) : row;
}

function without(row: CheckedRow, refused: ReadonlySet<string>, most: number): CheckedRow {
  const { marked, dropped = [], ...rest } = row;
  const reason = `its machine has ${most} series already, as many as it may (MAX_SERIES_PER_MACHINE)`;
  const left: CheckedRow = {
    ...rest,
    metrics: admittedOf(row.metrics, refused),
    dropped: [
      ...dropped,
      ...Array.from(refused, (metric): Dropped => ({ metric, kind: "too_many_series", reason })),
    ],
  };
  const admitted = admittedOf(marked ?? {}, refused);
  if (Object.keys(admitted).length > 0) left.marked = admitted;
  return left;
}

function admittedOf<T>(values: Readonly<Record<string, T>>, refused: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([metric]) => !refused.has(metric)));
}

/** Whether nothing of a row is left that could be kept. */
export function isEmptied({ metrics, marked, mode }: CheckedRow): boolean {
  for (const _ in metrics) return false;
  return mode === null && marked === undefined;
}
