import { within } from "../../domain/energy/source";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../domain/time_units";
import { type Database, inChunks, type Sql } from "../db/database";
import { type Dialect, forUpdate } from "../db/dialect";
import { addBuckets, addValue, type Buckets, formatBuckets, parseBuckets } from "./buckets";
import { type Cover, coverOf } from "./cover";
import { type RolledMachine, rolledMachine, type Stretched, stretchedRows } from "./roll_rows";
import { QUARTER_MS, startOf } from "./spans";

/** Readings after which one call ends, so that other writers do not wait longer. */
const ENOUGH_READINGS = 4000;
/** The same bound in time, for minutes that lie far apart: each hour costs a few queries. */
const ENOUGH_MS = 250;
const COLUMNS = ["machine_key", "span", "at", "metrics", "kwh", "covered_ms", "energy_ms"] as const;

type Stale = { machine_key: number; at: number; interval: number };
/** Stale minutes of one machine within an hour, oldest first; of one that sends seldom, within a day. */
type StaleGroup = { key: number; start: number; minutes: number[] };
type Span = Cover & { buckets: Buckets; kwh: number | null };
type Spans = Map<number, Span>;
type RollupRow = {
  machine_key: number;
  span: number;
  at: number;
  metrics: string;
  kwh: number | null;
} & Cover;

/**
 * Rolls up at most `slice` stale minutes, with their quarters, hours and days, in one transaction. A minute
 * is recounted from its readings, so rolling twice changes nothing; the energy of the minutes beside it is
 * recounted too, as far as a value held there. Where retention has deleted readings, late ones are added to
 * the remaining roll-up and then deleted too.
 *
 * @returns how many minutes were rolled; 0 when none is stale
 */
export function roll({ write, dialect }: Database, slice: number): Promise<number> {
  return write(async (tx) => {
    const stale = await tx<Stale[]>`
      select machine_key, stale_minutes.at, data_interval_seconds as interval
      from stale_minutes join machines on machines.key = machine_key
      order by machine_key, stale_minutes.at limit ${slice}`;
    const days = new Map<string, [key: number, day: number]>();
    const began = performance.now();
    let [rolled, readings] = [0, 0];
    for (const group of grouped(stale)) {
      // At least one group: nothing rolled means that nothing is stale, also to a process that had to wait.
      const isEnough = readings >= ENOUGH_READINGS || performance.now() - began > ENOUGH_MS;
      if (rolled > 0 && isEnough) break;
      // Lock out writers: a reading stored now would see its minute still marked stale, just before the mark
      // is removed.
      await tx`select key from machines where key = ${group.key} ${forUpdate(tx, dialect)}`;
      const done = await rollGroup(tx, dialect, group);
      readings += done.readings;
      rolled += group.minutes.length;
      for (let day = startOf(DAY_MS, done.from); day < done.to; day += DAY_MS)
        days.set(`${group.key} ${day}`, [group.key, day]);
    }
    for (const [key, day] of days.values()) await rollDay(tx, dialect, key, day);
    return rolled;
  });
}

/** A group is as large as the readings of an hour: of a slow machine they lie further apart. */
function grouped(stale: readonly Stale[]): StaleGroup[] {
  const groups: StaleGroup[] = [];
  for (const { machine_key, at, interval } of stale) {
    const [key, minute] = [Number(machine_key), Number(at)];
    const start = startOf(interval * 1000 > MINUTE_MS ? DAY_MS : HOUR_MS, minute);
    const last = groups.at(-1);
    if (last?.key === key && last.start === start) last.minutes.push(minute);
    else groups.push({ key, start, minutes: [minute] });
  }
  return groups;
}

async function rollGroup(tx: Sql, dialect: Dialect, { key, start, minutes }: StaleGroup) {
  const [first = start, last = start] = [minutes[0], minutes.at(-1)];
  const machine = await rolledMachine(tx, key);
  const read = await stretchedRows(tx, machine, first, last + MINUTE_MS);
  const { from, to } = read;
  const all = await kept(tx, machine, MINUTE_MS, startOf(HOUR_MS, from), startOf(HOUR_MS, to - 1) + HOUR_MS);
  const changed: number[] = [];
  const stale = new Set(minutes);
  const counted = bucketsByMinute(read);
  for (let minute = from; minute < to; minute += MINUTE_MS) {
    const buckets = counted.get(minute) ?? new Map();
    const span = { buckets, ...energyIn(read, minute) };
    if (minute < machine.rawFrom) {
      // Its readings are gone: late ones add to what is left of them.
      if (!stale.has(minute)) continue;
      await dropReadings(tx, key, minute);
      all.set(minute, added(all.get(minute), span));
    } else if (buckets.size > 0 || span.covered_ms > 0 || span.energy_ms > 0 || all.has(minute))
      all.set(minute, span);
    else continue;
    changed.push(minute);
  }
  const rows = (length: number) =>
    [...new Set(changed.map((minute) => startOf(length, minute)))].map((at) =>
      rowOf(key, length, at, sum(all, MINUTE_MS, at, length)),
    );
  await put(tx, dialect, [MINUTE_MS, QUARTER_MS, HOUR_MS].flatMap(rows));
  await tx`delete from stale_minutes where machine_key = ${key} and at >= ${first} and at <= ${last}`;
  return { readings: read.rows.length, from, to };
}

/** What the stretches tell of a minute; its energy is null where it is not known at all. */
function energyIn({ covered, energy }: Stretched, minute: number): Omit<Span, "buckets"> {
  const drawn = within(energy, minute, minute + MINUTE_MS);
  return {
    covered_ms: Math.min(MINUTE_MS, within(covered, minute, minute + MINUTE_MS).ms),
    energy_ms: Math.min(MINUTE_MS, drawn.ms),
    kwh: drawn.ms > 0 ? drawn.kwh : null,
  };
}

function added(before: Span | undefined, late: Span): Span {
  if (!before) return late;
  addBuckets(late.buckets, before.buckets);
  const { covered_ms, energy_ms, kwh } = before;
  return kwh === null ? { ...late, covered_ms } : { buckets: late.buckets, covered_ms, energy_ms, kwh };
}

async function rollDay(tx: Sql, dialect: Dialect, key: number, day: number) {
  const hours = await kept(tx, await rolledMachine(tx, key), HOUR_MS, day, day + DAY_MS);
  await put(tx, dialect, [rowOf(key, DAY_MS, day, sum(hours, HOUR_MS, day, DAY_MS))]);
}

function bucketsByMinute({ rows }: Stretched): Map<number, Buckets> {
  const counted = new Map<number, Buckets>();
  for (const { at, metrics } of rows) {
    const minute = startOf(MINUTE_MS, at);
    let buckets = counted.get(minute);
    if (!buckets) counted.set(minute, (buckets = new Map()));
    for (const [metric, value] of Object.entries(metrics)) addValue(buckets, metric, value);
  }
  return counted;
}

async function kept(
  tx: Sql,
  { key, intervalMs }: RolledMachine,
  span: number,
  from: number,
  to: number,
): Promise<Spans> {
  const rows = await tx<Omit<RollupRow, "machine_key" | "span">[]>`
    select at, metrics, kwh, covered_ms, energy_ms from rollups
    where machine_key = ${key} and span = ${span / 1000} and at >= ${from} and at < ${to}`;
  return new Map(
    rows.map((row) => {
      const buckets: Buckets = new Map(parseBuckets(row.metrics));
      return [Number(row.at), { buckets, ...coverOf(span, row, buckets, intervalMs) }];
    }),
  );
}

async function dropReadings(tx: Sql, key: number, minute: number) {
  const { count } = await tx<unknown[]>`
    delete from readings where machine_key = ${key} and at >= ${minute} and at < ${minute + MINUTE_MS}`;
  await tx`update machines set raw_count = raw_count - ${count ?? 0} where key = ${key}`;
}

/** Sums the finer spans, each `step` long, within [start, start + length). */
function sum(finer: Spans, step: number, start: number, length: number): Span {
  const total: Span = { buckets: new Map(), kwh: null, covered_ms: 0, energy_ms: 0 };
  for (let at = start; at < start + length; at += step) {
    const part = finer.get(at);
    if (!part) continue;
    addBuckets(total.buckets, part.buckets);
    total.covered_ms += part.covered_ms;
    total.energy_ms += part.energy_ms;
    if (part.kwh !== null) total.kwh = (total.kwh ?? 0) + part.kwh;
  }
  return total;
}

function rowOf(machine_key: number, length: number, at: number, { buckets, ...span }: Span): RollupRow {
  return { machine_key, span: length / 1000, at, metrics: formatBuckets(buckets), ...span };
}

async function put(tx: Sql, dialect: Dialect, rows: RollupRow[]) {
  await inChunks(
    dialect,
    COLUMNS.length,
    rows,
    (chunk) => tx`
      insert into rollups ${tx(chunk, ...COLUMNS)}
      on conflict (machine_key, span, at) do update set metrics = excluded.metrics, kwh = excluded.kwh,
        covered_ms = excluded.covered_ms, energy_ms = excluded.energy_ms`,
  );
}
