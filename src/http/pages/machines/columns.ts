import type { Point, RolledPoint } from "../../../domain/machine/reading";

/**
 * One column of a chart: mean, lowest and highest of the time about `at`, and when those were read: a period
 * of which it is not known where in it, or an instant.
 */
export type Column = {
  at: number;
  mean: number;
  low: number;
  high: number;
  lowIn?: Period;
  highIn?: Period;
};
export type Period = { from: number; to: number };
/** A reading, or a roll-up row at its middle. */
export type ChartPoint = RolledPoint & { in?: Period };

export const single = ({ at, value }: Point): ChartPoint => ({
  at,
  count: 1,
  mean: value,
  low: value,
  high: value,
});

/** Groups points into columns that a picture can tell apart; a column stands at the middle of its points. */
export function columnsOf(points: readonly ChartPoint[], seconds: number): Column[] {
  const columns: (Column & { count: number; first: number; index: number })[] = [];
  for (const { at, count, mean, low, high, in: whole = { from: at, to: at } } of points) {
    const index = Math.floor(at / (seconds * 1000));
    const column = columns.at(-1);
    if (!column || column.index !== index) {
      columns.push({ at, mean, low, high, lowIn: whole, highIn: whole, count, first: at, index });
      continue;
    }
    column.count += count;
    column.mean += ((mean - column.mean) * count) / column.count;
    if (low < column.low) [column.low, column.lowIn] = [low, whole];
    if (high > column.high) [column.high, column.highIn] = [high, whole];
    column.at = (column.first + at) / 2;
  }
  return columns.map(({ count: _, first: __, index: ___, ...column }) => column);
}
