import { inChunks, type Sql } from "../db/database";
import type { Dialect } from "../db/dialect";
import { type ReadingRow, rowOfValues } from "./reading_rows";
import { startOf } from "./spans";
import type { Placed } from "./storing_order";
import { MINUTE_MS } from "../../domain/time_units";

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

/** Inserts what was placed: rows by instant, late readings a second time, and marks of the minutes to roll up. */
export async function insertReadings(tx: Sql, dialect: Dialect, batches: readonly PlacedBatch[]) {
  const rows = batches.flatMap(({ key, instants }) =>
    Array.from(instants, ([at, values]) => ({ machine_key: key, ...rowOfValues(at, values) })),
  );
  // Most readings have neither, and each parameter costs.
  const isPlain = ({ arrived_at, marked }: ReadingRow) => arrived_at === null && marked === null;
  const columns = rows.every(isPlain) ? PLAIN : [...PLAIN, "arrived_at" as const, "marked" as const];
  await inChunks(
    dialect,
    columns.length,
    rows,
    (chunk) => tx`
      insert into readings ${tx(chunk.map(dialect.row), ...columns)}
      on conflict (machine_key, at) do update set mode = excluded.mode, metrics = excluded.metrics,
        arrived_at = excluded.arrived_at, marked = excluded.marked`,
  );
  await insertLate(tx, dialect, batches);
  await markStale(tx, dialect, batches);
}

async function insertLate(tx: Sql, dialect: Dialect, batches: readonly PlacedBatch[]) {
  const late = batches.flatMap(({ key, late }) =>
    late.map(({ after_at, late, at, ...values }) => ({
      machine_key: key,
      after_at,
      late,
      ...rowOfValues(at, values),
    })),
  );
  await inChunks(
    dialect,
    8,
    late,
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
  );
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
