import { pauseAfter } from "../../async/steps";
import { yieldToLoop } from "../../async/yield";
import { inChunks, type Sql } from "../db/database";
import type { Dialect } from "../db/dialect";
import { type ReadingRow, rowOfValues } from "./reading_rows";
import { startOf } from "./spans";
import type { Placed, Values } from "./storing_order";
import { MINUTE_MS } from "../../domain/time_units";

/** Characters of values that are written and inserted between two yields to the loop. */
const YIELD_EVERY_CHARACTERS = 256 * 1024;

const PLAIN = ["machine_key", "at", "mode", "metrics"] as const;

/** A machine's readings with their places, and how many instants are new. */
export type PlacedBatch = Placed & { id: string; key: number; added: number };

/** Counts rows and late readings. Machines with equally many share a statement: each one is a round trip. */
export async function countReadings(tx: Sql, batches: readonly PlacedBatch[]) {
  const together = new Map<string, PlacedBatch[]>();
  for (const batch of batches) {
    const counts = `${batch.added} ${batch.late.length}`;
    together.set(counts, [...(together.get(counts) ?? []), batch]);
  }
  for (const [first, ...others] of together.values()) {
    if (!first || (first.added === 0 && first.late.length === 0)) continue;
    const keys = [first, ...others].map(({ key }) => key);
    await tx`
      update machines set raw_count = raw_count + ${first.added}, late_count = late_count + ${first.late.length}
      where key in ${tx(keys)}`;
  }
}

/**
 * Inserts what was placed: rows by instant, late readings a second time, and marks of the minutes to roll up.
 */
export async function insertReadings(tx: Sql, dialect: Dialect, batches: readonly PlacedBatch[]) {
  const rows = batches.flatMap(({ key, instants }) =>
    Array.from(instants, ([at, values]) => ({ key, at, values })),
  );
  // Most readings have neither, and each parameter costs.
  const isPlain = ({ values }: { values: Values }) =>
    values.arrived_at === undefined && values.marked === undefined;
  const columns = rows.every(isPlain) ? PLAIN : [...PLAIN, "arrived_at" as const, "marked" as const];
  await inParts(
    rows.values().map(({ key, at, values }) => ({ machine_key: key, ...rowOfValues(at, values) })),
    (part) =>
      inChunks(
        dialect,
        columns.length,
        part,
        (chunk) => tx`
          insert into readings ${tx(chunk.map(dialect.row), ...columns)}
          on conflict (machine_key, at) do update set mode = excluded.mode, metrics = excluded.metrics,
            arrived_at = excluded.arrived_at, marked = excluded.marked`,
      ),
  );
  await insertLate(tx, dialect, batches);
  await markStale(tx, dialect, batches);
}

async function insertLate(tx: Sql, dialect: Dialect, batches: readonly PlacedBatch[]) {
  const late = batches.flatMap(({ key, late }) => late.map((reading) => ({ machine_key: key, ...reading })));
  await inParts(
    late.values().map(({ machine_key, after_at, late, at, ...values }) => ({
      ...{ machine_key, after_at, late },
      ...rowOfValues(at, values),
    })),
    (part) =>
      inChunks(
        dialect,
        8,
        part,
        (chunk) => tx`
          insert into late_readings ${tx(
            chunk.map(dialect.row),
            "machine_key",
            "after_at",
            "late",
            "at",
            "mode",
            "metrics",
            "arrived_at",
            "marked",
          )}`,
      ),
  );
}

/** Writes rows out and does the work on parts of them, so that many values hold up nothing else. */
async function inParts<Row extends ReadingRow>(rows: Iterable<Row>, work: (part: Row[]) => Promise<unknown>) {
  const isPause = pauseAfter(YIELD_EVERY_CHARACTERS);
  let part: Row[] = [];
  for (const row of rows) {
    part.push(row);
    if (!isPause(row.metrics.length + (row.marked?.length ?? 0))) continue;
    await work(part);
    await yieldToLoop();
    part = [];
  }
  if (part.length > 0) await work(part);
}

async function markStale(tx: Sql, dialect: Dialect, batches: readonly PlacedBatch[]) {
  const stale = batches.flatMap(({ key, instants }) =>
    minutes(instants).map((at) => ({ machine_key: key, at })),
  );
  await inChunks(
    dialect,
    2,
    stale,
    (chunk) => tx`insert into stale_minutes ${tx(chunk, "machine_key", "at")} on conflict do nothing`,
  );
}

function minutes(instants: Placed["instants"]): number[] {
  return [...new Set([...instants.keys()].map((at) => startOf(MINUTE_MS, at)))];
}
