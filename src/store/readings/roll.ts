import { addBuckets, addValue, type Buckets, formatBuckets, minuteKwh, parseBuckets } from "./buckets";
import type { Database, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { inPages, PAGE_ROWS } from "../db/paging";
import { QUARTER_MS, startOf } from "./spans";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time_units";

/** Readings after which one call ends, so that other writers do not wait longer. */
const ENOUGH_READINGS = 4000;
/** The same bound in time, for minutes that lie far apart: each hour costs a few queries. */
const ENOUGH_MS = 500;

type Stale = { machine_key: number; at: number };
/** Stale minutes of one hour of one machine, oldest first. */
type StaleHour = { key: number; hour: number; minutes: number[] };
type Span = { buckets: Buckets; kwh: number | null };
type Spans = Map<number, Span>;
type RollupRow = { machine_key: number; span: number; at: number; metrics: string; kwh: number | null };

/**
 * Rolls up at most `slice` stale minutes, with their quarters, hours and days, in one transaction. A minute
 * is recounted from its readings, so rolling twice changes nothing. Where retention has deleted readings,
 * late ones are added to the remaining roll-up and then deleted too.
 *
 * @returns how many minutes were rolled; 0 when none is stale
 */
export function roll({ write, dialect }: Database, slice: number): Promise<number> {
  return write(async (tx) => {
    const stale = await tx<Stale[]>`
      select machine_key, at from stale_minutes order by machine_key, at limit ${slice}`;
    const days = new Map<string, [key: number, day: number]>();
    const began = performance.now();
    let [rolled, readings] = [0, 0];
    for (const hour of byHour(stale)) {
      if (readings >= ENOUGH_READINGS || performance.now() - began > ENOUGH_MS) break;
      // Lock out writers: a reading stored now would see its minute still marked stale, just before the mark
      // is removed.
      await tx`select key from machines where key = ${hour.key} ${forUpdate(tx, dialect)}`;
      readings += await rollHour(tx, hour);
      rolled += hour.minutes.length;
      const day = startOf(DAY_MS, hour.hour);
      days.set(`${hour.key} ${day}`, [hour.key, day]);
    }
    for (const [key, day] of days.values()) await rollDay(tx, key, day);
    return rolled;
  });
}

function byHour(stale: Stale[]): StaleHour[] {
  const hours: StaleHour[] = [];
  for (const { machine_key, at } of stale) {
    const [key, minute] = [Number(machine_key), Number(at)];
    const hour = startOf(HOUR_MS, minute);
    const last = hours.at(-1);
    if (last?.key === key && last.hour === hour) last.minutes.push(minute);
    else hours.push({ key, hour, minutes: [minute] });
  }
  return hours;
}

async function rollHour(tx: Sql, { key, hour, minutes }: StaleHour): Promise<number> {
  const [from = hour, to = hour] = [minutes[0], (minutes.at(-1) ?? hour) + MINUTE_MS];
  const { counted, readings } = await countMinutes(tx, key, new Set(minutes), from, to);
  const all = await kept(tx, key, MINUTE_MS, hour, hour + HOUR_MS);
  const rawFrom = await rawFromOf(tx, key);
  for (const [minute, buckets] of counted) {
    if (minute < rawFrom) {
      addBuckets(buckets, all.get(minute)?.buckets ?? []);
      await dropReadings(tx, key, minute);
    }
    all.set(minute, { buckets, kwh: minuteKwh(buckets) });
  }
  const changed = [...counted.keys()];
  const quarters = new Set(changed.map((minute) => startOf(QUARTER_MS, minute)));
  await put(tx, [
    ...changed.map((minute) => rowOf(key, MINUTE_MS, minute, sum(all, minute, MINUTE_MS))),
    ...[...quarters].map((quarter) => rowOf(key, QUARTER_MS, quarter, sum(all, quarter, QUARTER_MS))),
    rowOf(key, HOUR_MS, hour, sum(all, hour, HOUR_MS)),
  ]);
  await tx`delete from stale_minutes where machine_key = ${key} and at >= ${from} and at < ${to}`;
  return readings;
}

async function rollDay(tx: Sql, key: number, day: number) {
  const hours = await kept(tx, key, HOUR_MS, day, day + DAY_MS);
  await put(tx, [rowOf(key, DAY_MS, day, sum(hours, day, DAY_MS))]);
}

/** Counts the readings of these minutes by minute and metric. */
async function countMinutes(tx: Sql, key: number, minutes: Set<number>, from: number, to: number) {
  const counted = new Map<number, Buckets>();
  let readings = 0;
  const page = (start: number, end: number) => tx<{ at: number; metrics: string }[]>`
    select at, metrics from readings where machine_key = ${key} and at >= ${start} and at < ${end}
    order by at limit ${PAGE_ROWS}`;
  for await (const rows of inPages(page, from, to)) {
    readings += rows.length;
    for (const { at, metrics } of rows) {
      const minute = startOf(MINUTE_MS, Number(at));
      if (!minutes.has(minute)) continue;
      const buckets = counted.get(minute) ?? new Map();
      counted.set(minute, buckets);
      const values = Object.entries(JSON.parse(metrics) as Record<string, number>);
      for (const [metric, value] of values) addValue(buckets, metric, value);
    }
  }
  return { counted, readings };
}

async function kept(tx: Sql, key: number, span: number, from: number, to: number): Promise<Spans> {
  const rows = await tx<Omit<RollupRow, "machine_key" | "span">[]>`
    select at, metrics, kwh from rollups
    where machine_key = ${key} and span = ${span / 1000} and at >= ${from} and at < ${to}`;
  return new Map(
    rows.map(({ at, metrics, kwh }) => [Number(at), { buckets: new Map(parseBuckets(metrics)), kwh }]),
  );
}

/** Raw readings of this machine before this instant are gone; only roll-ups are left. */
async function rawFromOf(tx: Sql, key: number): Promise<number> {
  const [row] = await tx<{ raw_from: number }[]>`select raw_from from machines where key = ${key}`;
  return Number(row?.raw_from ?? 0);
}

async function dropReadings(tx: Sql, key: number, minute: number) {
  const { count } = await tx<unknown[]>`
    delete from readings where machine_key = ${key} and at >= ${minute} and at < ${minute + MINUTE_MS}`;
  await tx`update machines set raw_count = raw_count - ${count ?? 0} where key = ${key}`;
}

/** Sums the finer spans within [start, start + length). */
function sum(finer: Spans, start: number, length: number): Span {
  const total: Span = { buckets: new Map(), kwh: null };
  for (const [at, { buckets, kwh }] of finer) {
    if (at < start || at >= start + length) continue;
    addBuckets(total.buckets, buckets);
    if (kwh !== null) total.kwh = (total.kwh ?? 0) + kwh;
  }
  return total;
}

function rowOf(machine_key: number, length: number, at: number, { buckets, kwh }: Span): RollupRow {
  return { machine_key, span: length / 1000, at, metrics: formatBuckets(buckets), kwh };
}

async function put(tx: Sql, rows: RollupRow[]) {
  await tx`
    insert into rollups ${tx(rows, "machine_key", "span", "at", "metrics", "kwh")}
    on conflict (machine_key, span, at) do update set metrics = excluded.metrics, kwh = excluded.kwh`;
}
