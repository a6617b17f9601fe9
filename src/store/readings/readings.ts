import type { Point, Reading } from "../../domain/machine/reading";
import type { Context, Sql } from "../db/database";
import type { MachineKeys } from "../machines/machine_keys";
import { inPages, PAGE_ROWS } from "../db/paging";
import type { Recorder } from "./record";
import { rollupQueries } from "./rollups";
import { yieldToLoop } from "../../async/yield";
import { latestOf } from "./latest";
import { type ReadingRow, readingOfRow } from "./reading_rows";
import type { ReadingStore, LatestReading } from "./reading_store";
import { storedPast } from "./stored_past";

/** A gateway may send one metric a reading: the newest value of each is searched in the last so many. */
const LATEST_READINGS = 30;

/** Implements `ReadingStore`. */
export function readingStore({ database }: Context, keyOf: MachineKeys, recorder: Recorder): ReadingStore {
  const { read } = database;

  async function latest() {
    const machines = await read<{ id: string; key: number }[]>`select id, key from machines order by key`;
    const found: LatestReading[] = [];
    for (const { id, key } of machines) {
      const rows = await read<ReadingRow[]>`
        select at, mode, metrics, arrived_at, marked from readings where machine_key = ${key}
        order by at desc limit ${LATEST_READINGS}`;
      const latest = latestOf(rows.map((row) => readingOfRow(id, row)));
      if (latest) found.push(latest);
      if (found.length % 50 === 49) await yieldToLoop();
    }
    return found;
  }

  async function between(machineId: string, from: number, to: number, limit = Infinity) {
    const readings: Reading[] = [];
    for await (const rows of inPages(await rawPage(read, keyOf, machineId, limit), from, to)) {
      readings.push(...rows.map((row) => readingOfRow(machineId, row)));
      if (readings.length >= limit) break;
    }
    return readings.slice(0, limit);
  }

  async function points(machineId: string, metric: string, from: number, to: number) {
    const found: Point[] = [];
    for await (const rows of inPages(await rawPage(read, keyOf, machineId), from, to)) {
      for (const { at, metrics } of rows.map((row) => readingOfRow(machineId, row))) {
        const value = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
        if (value !== undefined) found.push({ at, value });
      }
    }
    return found;
  }

  async function count() {
    const [row] = await read<{ count: number | null }[]>`select sum(raw_count) as count from machines`;
    return Number(row?.count ?? 0);
  }

  const past = storedPast(read, keyOf);
  return { ...recorder, latest, between, past, points, count, ...rollupQueries(read, keyOf) };
}

async function rawPage(read: Sql, keyOf: MachineKeys, machineId: string, limit = Infinity) {
  const key = await keyOf(machineId);
  const size = Math.min(limit, PAGE_ROWS);
  return async (from: number, to: number): Promise<ReadingRow[]> =>
    key === undefined
      ? []
      : read<ReadingRow[]>`
        select at, mode, metrics, arrived_at, marked from readings where machine_key = ${key} and at >= ${from} and at < ${to}
        order by at limit ${size}`;
}
