import { ROLLUP_SECONDS, type RolledPoint, type RollupSeconds } from "../../domain/machine/reading";
import { type Bucket, parseBuckets } from "./buckets";
import { coverOf } from "./cover";
import type { Sql } from "../db/database";
import type { MachineKeys } from "../machines/machine_keys";
import { inPages, PAGE_ROWS } from "../db/paging";
import type { ReadingStore, RolledRow } from "./reading_store";

type Row = {
  at: number;
  metrics: string;
  kwh: number | null;
  covered_ms: number | null;
  energy_ms: number | null;
};

/** The roll-up half of `ReadingStore`. Readings that are not rolled up yet are not in it. */
export function rollupQueries(
  read: Sql,
  keyOf: MachineKeys,
): Pick<ReadingStore, "rolled" | "rolledRows" | "energy"> {
  async function rolledRows(machineId: string, span: RollupSeconds, from: number, to: number) {
    const key = await keyOf(machineId);
    const rolled: RolledRow[] = [];
    if (key === undefined) return rolled;
    const [machine] = await read<{ interval: number }[]>`
      select data_interval_seconds as interval from machines where key = ${key}`;
    const intervalMs = Number(machine?.interval ?? 0) * 1000;
    const page = (start: number, end: number) => read<Row[]>`
      select at, metrics, kwh, covered_ms, energy_ms from rollups
      where machine_key = ${key} and span = ${span} and at >= ${start} and at < ${end} order by at limit ${PAGE_ROWS}`;
    for await (const rows of inPages(page, from, to))
      rolled.push(...rows.map((row) => rolledRow(row, span * 1000, intervalMs)));
    return rolled;
  }

  async function rolled(machineId: string, metric: string, span: RollupSeconds, from: number, to: number) {
    const rows = await rolledRows(machineId, span, from, to);
    return rows.flatMap(({ at, metrics }): RolledPoint[] => {
      const point = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
      return point ? [{ at, ...point }] : [];
    });
  }

  async function energy(from: number, to: number) {
    const kwh = new Map<string, number>();
    for (const { span, start, end } of pieces(from, to)) {
      const rows = await read<{ id: string; kwh: number }[]>`
        select id, sum(kwh) as kwh from machines cross join rollups
        where machine_key = machines.key and span = ${span} and at >= ${start} and at < ${end} and kwh is not null group by id`;
      for (const row of rows) kwh.set(row.id, (kwh.get(row.id) ?? 0) + row.kwh);
    }
    return kwh;
  }

  return { rolled, rolledRows, energy };
}

function rolledRow(row: Row, span: number, intervalMs: number): RolledRow {
  const parsed = parseBuckets(row.metrics);
  const points = parsed.map(([name, bucket]) => [name, pointOf(bucket)] as const);
  return {
    at: Number(row.at),
    metrics: Object.fromEntries(points),
    ...coverOf(span, row, new Map(parsed), intervalMs),
  };
}

function pointOf([count, sum, low, high]: Bucket): Omit<RolledPoint, "at"> {
  return { count, mean: sum / count, low, high };
}

type Piece = { span: number; start: number; end: number };

/** Splits a period into the fewest whole days, hours, quarters and minutes. */
export function pieces(from: number, to: number, spans: readonly number[] = ROLLUP_SECONDS): Piece[] {
  const span = spans.at(-1);
  if (span === undefined || from >= to) return [];
  const finer = spans.slice(0, -1);
  const length = span * 1000;
  const start = Math.ceil(from / length) * length;
  const end = finer.length > 0 ? Math.floor(to / length) * length : to;
  if (start >= end) return pieces(from, to, finer);
  return [...pieces(from, start, finer), { span, start, end }, ...pieces(end, to, finer)];
}
