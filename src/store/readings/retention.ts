import type { Database, Sql } from "../db/database";
import { type Dialect, forUpdate } from "../db/dialect";
import { startOf } from "./spans";
import { yieldToLoop } from "../../async/yield";
import { MINUTE_MS } from "../../domain/time_units";

/** Rows a transaction, about. */
const SLICE_ROWS = 2000;

/**
 * Deletes readings and events older than the cut-offs. Each slice is a transaction of its own, so that other
 * writers get between. Readings go by whole minutes and only once rolled; events only once announced.
 *
 * @returns how many rows were deleted
 */
export async function retain(
  database: Database,
  { readingsBefore, eventsBefore }: { readingsBefore: number; eventsBefore: number },
): Promise<number> {
  const machines = await database.read<{ key: number }[]>`select key from machines order by key`;
  const before = startOf(MINUTE_MS, readingsBefore);
  let gone = 0;
  for (const { key } of machines)
    gone += await inSlices(database, (tx) => dropReadings(tx, database.dialect, key, before));
  return gone + (await inSlices(database, (tx) => dropEvents(tx, eventsBefore)));
}

async function inSlices({ write }: Database, drop: (tx: Sql) => Promise<number>): Promise<number> {
  let gone = 0;
  for (let rows = await write(drop); rows > 0; rows = await write(drop)) {
    gone += rows;
    await yieldToLoop();
  }
  return gone;
}

async function dropReadings(tx: Sql, dialect: Dialect, key: number, before: number): Promise<number> {
  await tx`select key from machines where key = ${key} ${forUpdate(tx, dialect)}`;
  const [next] = await tx<{ at: number }[]>`
    select at from readings where machine_key = ${key} order by at limit 1 offset ${SLICE_ROWS}`;
  const [stale] = await tx<{ at: number | null }[]>`
    select min(at) as at from stale_minutes where machine_key = ${key}`;
  const slice = next ? startOf(MINUTE_MS, Number(next.at)) + MINUTE_MS : before;
  const until = Math.min(before, slice, stale?.at == null ? before : Number(stale.at));
  const { count } = await tx<unknown[]>`delete from readings where machine_key = ${key} and at < ${until}`;
  if (count > 0) {
    await tx`delete from late_readings where machine_key = ${key} and after_at < ${until}`;
    await tx`
      update machines set raw_count = raw_count - ${count},
        raw_from = case when raw_from < ${until} then ${until} else raw_from end
      where key = ${key}`;
  }
  return count;
}

/** Keeps the newest announced event, so that no cursor is given twice. */
async function dropEvents(tx: Sql, before: number): Promise<number> {
  const { count } = await tx<unknown[]>`
    delete from events where key in (
      select key from events where recorded_at < ${before} and cursor is not null
        and key < (select max(key) from events where cursor is not null)
      order by recorded_at limit ${SLICE_ROWS})`;
  return count;
}
