import { isBefore, lateOf, type Position, positionAt, stampOf } from "../../domain/machine/position";
import type { Reading } from "../../domain/machine/reading";
import type { Sql } from "../db/database";
import type { MachineKeys } from "../machines/machine_keys";
import { type ReadingRow, readingOfRow } from "./reading_rows";
import type { ReadingStore, StoredReading } from "./reading_store";

type PastRow = ReadingRow & { after_at: number; late: number };

/**
 * Reads stored readings back in the order of storing: those that were their machine's newest by stamp, each
 * followed by what came late behind it. An instant that something late was merged into gives only the rest.
 */
export function storedPast(read: Sql, keyOf: MachineKeys): ReadingStore["past"] {
  /** One statement, so that both lists are of one moment: a gap between them would be judged past. */
  async function rowsPast(key: number, [from, late]: [number, number], limit: number) {
    return read<PastRow[]>`
      select at as after_at, 0 as late, at, mode, metrics, arrived_at, marked from (
        select at, mode, metrics, arrived_at, marked from readings where machine_key = ${key} and at > ${from}
        order by at limit ${limit}) newest
      union all
      select after_at, late, at, mode, metrics, arrived_at, marked from (
        select after_at, late, at, mode, metrics, arrived_at, marked from late_readings
        where machine_key = ${key} and (after_at > ${from} or (after_at = ${from} and late > ${late}))
        order by after_at, late limit ${limit}) behind`;
  }

  /** The metrics that came late, by the instant they were merged into. */
  async function lateMetrics(key: number, from: number, to: number) {
    const rows = await read<Pick<PastRow, "at" | "metrics" | "marked">[]>`
      select at, metrics, marked from late_readings where machine_key = ${key} and at >= ${from} and at <= ${to}`;
    const byInstant = new Map<number, Set<string>>();
    for (const { at, metrics, marked } of rows) {
      const names = byInstant.get(Number(at)) ?? new Set();
      byInstant.set(Number(at), names);
      for (const json of [metrics, marked ?? "{}"])
        for (const name of Object.keys(JSON.parse(json) as object)) names.add(name);
    }
    return byInstant;
  }

  return async (machineId, position, limit) => {
    const key = await keyOf(machineId);
    if (key === undefined) return { stored: [], hasMore: false };
    const rows = (await rowsPast(key, insideOf(position), limit)).map((row) => ({
      reading: readingOfRow(machineId, row),
      position: positionAt(Number(row.after_at), Number(row.late)),
    }));
    const [onTime, late] = [rows.filter(isNewest), rows.filter((row) => !isNewest(row))];
    const stamps = onTime.map(({ reading }) => reading.at);
    const merged =
      late.length === 0
        ? undefined
        : await lateMetrics(key, Math.min(...stamps, Infinity), Math.max(...stamps, -Infinity));
    const stored = rows
      .map(({ reading, position }) => ({
        reading: isNewest({ position }) ? withoutLate(reading, merged?.get(reading.at)) : reading,
        position,
      }))
      .sort((a, b) => (isBefore(a.position, b.position) ? -1 : 1));
    return { stored: stored.slice(0, limit), hasMore: onTime.length === limit || late.length === limit };
  };
}

function isNewest({ position }: Pick<StoredReading, "position">): boolean {
  return lateOf(position) === 0;
}

function insideOf(position: Position | undefined): [at: number, late: number] {
  return position === undefined ? [Number.MIN_SAFE_INTEGER, 0] : [stampOf(position), lateOf(position)];
}

function withoutLate(reading: Reading, late: ReadonlySet<string> | undefined): Reading {
  if (!late) return reading;
  const isOnTime = ([name]: [string, unknown]) => !late.has(name);
  const marked = Object.entries(reading.marked ?? {}).filter(isOnTime);
  return {
    ...reading,
    metrics: Object.fromEntries(Object.entries(reading.metrics).filter(isOnTime)),
    marked: marked.length > 0 ? Object.fromEntries(marked) : undefined,
  };
}
