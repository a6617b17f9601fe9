import { energyOf, type EnergySource, type EnergyStretch, INTERVAL, POWER } from "../../domain/energy/source";
import { heldTimes } from "../../domain/energy/held";
import { own } from "../../domain/own_property";
import { MINUTE_MS } from "../../domain/time_units";
import type { Sql } from "../db/database";
import { inPages, PAGE_ROWS } from "../db/paging";
import { sourcesOf, type SourceSince } from "./energy_sources";
import { startOf } from "./spans";

/** Readings beside the minutes that tell how long a value held, and how often the machine sends. */
const BESIDE = 24;
/** No power beyond so many times the rating is believed of a counter. */
const MAX_LOAD = 10;

/** A machine as far as its roll-ups depend on it. Raw readings before `rawFrom` are gone. */
export type RolledMachine = {
  key: number;
  rawFrom: number;
  intervalMs: number;
  maxKw: number | undefined;
  sources: SourceSince[];
};

export type RawRow = { at: number; metrics: Record<string, number> };

/** Readings of [from, to), and the stretches that they and their neighbours tell of. */
export type Stretched = {
  from: number;
  to: number;
  rows: RawRow[];
  covered: EnergyStretch[];
  energy: EnergyStretch[];
};

export async function rolledMachine(tx: Sql, key: number): Promise<RolledMachine> {
  const [row] = await tx<{ raw_from: number; interval: number; rated: number | null }[]>`
    select raw_from, data_interval_seconds as interval, rated_power_kw as rated from machines where key = ${key}`;
  return {
    key,
    rawFrom: Number(row?.raw_from ?? 0),
    intervalMs: Math.round(Number(row?.interval ?? 0) * 1000),
    maxKw: row?.rated == null ? undefined : MAX_LOAD * row.rated,
    sources: await sourcesOf(tx, key),
  };
}

/**
 * Reads the minutes of [from, to) with their neighbours. A value that held before or after them, over a time
 * that is only known now, widens the period to the whole minutes that it reaches.
 */
export async function stretchedRows(
  tx: Sql,
  machine: RolledMachine,
  from: number,
  to: number,
): Promise<Stretched> {
  const first = await stretchesAround(tx, machine, from, to);
  const all = [...first.covered, ...first.energy];
  // A stretch that ends just where the period begins is known only by its first reading.
  const before = all.filter((stretch) => stretch.from < from && stretch.to >= from);
  const after = all.filter((stretch) => stretch.to > to && stretch.from < to);
  let start = before.reduce((least, stretch) => Math.min(least, startOf(MINUTE_MS, stretch.from)), from);
  const end = after.reduce((most, { to }) => Math.max(most, startOf(MINUTE_MS, to - 1) + MINUTE_MS), to);
  if (start < from && (await isWhole(tx, machine.key, from - MINUTE_MS))) start = from;
  return start === from && end === to ? first : stretchesAround(tx, machine, start, end, first);
}

/** Whether a minute is known to its end: nothing that follows can add to it. */
async function isWhole(tx: Sql, key: number, minute: number): Promise<boolean> {
  const [row] = await tx<{ at: number }[]>`
    select at from rollups where machine_key = ${key} and span = 60 and at = ${minute}
      and covered_ms >= ${MINUTE_MS} and energy_ms >= ${MINUTE_MS}`;
  return row !== undefined;
}

/** @param known the readings of a part of the period, which are not read again */
async function stretchesAround(
  tx: Sql,
  machine: RolledMachine,
  from: number,
  to: number,
  known: Pick<Stretched, "from" | "to" | "rows"> = { from: to, to, rows: [] },
): Promise<Stretched> {
  const { key, intervalMs } = machine;
  const before = await tx<Row[]>`
    select at, metrics from readings where machine_key = ${key} and at < ${from} order by at desc limit ${BESIDE}`;
  const rows = [
    ...(await readRows(tx, key, from, known.from)),
    ...known.rows,
    ...(await readRows(tx, key, known.to, to)),
  ];
  const after = await tx<Row[]>`
    select at, metrics from readings where machine_key = ${key} and at >= ${to} order by at limit ${BESIDE}`;
  const all = [...before.toReversed().map(parsed), ...rows, ...after.map(parsed)];
  const source = sourceOf(machine, from, all);
  const points = all.flatMap(({ at, metrics }) => {
    const value = own(metrics, source.metric);
    return value === undefined ? [] : [{ at, value }];
  });
  const held = heldTimes(
    all.filter(({ metrics }) => hasValue(metrics)).map(({ at }) => ({ at, value: 0 })),
    intervalMs,
  );
  return {
    from,
    to,
    rows,
    covered: held.map(({ from, to }) => ({ from, to, kwh: 0 })),
    energy: energyOf(source, points, machine),
  };
}

async function readRows(tx: Sql, key: number, from: number, to: number): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  if (from >= to) return rows;
  const page = (start: number, end: number) => tx<Row[]>`
    select at, metrics from readings where machine_key = ${key} and at >= ${start} and at < ${end}
    order by at limit ${PAGE_ROWS}`;
  for await (const found of inPages(page, from, to)) rows.push(...found.map(parsed));
  return rows;
}

function hasValue(metrics: RawRow["metrics"]): boolean {
  for (const _ in metrics) return true;
  return false;
}

type Row = { at: number; metrics: string };

function parsed({ at, metrics }: Row): RawRow {
  return { at: Number(at), metrics: JSON.parse(metrics) as Record<string, number> };
}

function sourceOf({ sources }: RolledMachine, at: number, rows: readonly RawRow[]): EnergySource {
  const chosen = sources.find(({ since }) => since <= at);
  if (chosen) return chosen;
  return rows.some(({ metrics }) => Object.hasOwn(metrics, POWER.metric)) ? POWER : INTERVAL;
}
