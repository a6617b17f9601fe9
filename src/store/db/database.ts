import { type Dialect, SQLITE } from "./dialect";
import type { WordCause } from "../../domain/alarm/cause";
import type { Recording } from "../events/recording";
import { watchFile } from "./file_watch";
import { type Lookup, openFileLookup } from "./lookup";
import { createLockWait, type WhenUnlocked } from "./lock_wait";
import { createQueue } from "../../async/queue";
import { yieldToLoop } from "../../async/yield";

export type Sql = Bun.SQL;
export type Transaction = Bun.TransactionSQL;

/** The two handles of one database. */
export type Database = {
  /** Read only. */
  readonly read: Sql;
  /** Read only, for the few statements that are asked at every request and never differ: they are planned once. */
  readonly lookup: Lookup;
  readonly dialect: Dialect;
  /**
   * Runs work in one transaction, in the order of the calls. `committed` runs before the next work begins.
   * Only SQL and `yieldToLoop` may be awaited inside. Rejects with `DatabaseLocked` while another program has
   * the SQLite file, with `DatabaseFileGone` when it was taken away.
   */
  write<T>(work: (tx: Transaction) => Promise<T>, committed?: (result: T) => void): Promise<T>;
  /** As `write`, without a bound in time: for migrations, which rebuild large tables. */
  writeAtLength<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs a single statement without waiting for the queue, where the database allows it. */
  writeUnqueued<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Why writes wait now, as far as this process can know. */
  writeWaitsFor(): string | undefined;
  /** Waits for running work, then closes both handles. */
  close(): Promise<void>;
};

/** The input of every part of the store. `server` names this process among those that share the database. */
export type Context = {
  database: Database;
  recording: Recording;
  server: string;
  now(): number;
  newId(): string;
  /** Makes the reason of an alarm, for other programs. */
  wordCause: WordCause;
};

/**
 * Opens a SQLite file. `begin` isolates nothing here: any statement on that handle meanwhile is inside the
 * transaction. So one handle writes, behind one queue, and another reads.
 * @param isTemporary nothing outlives the process, so that no commit waits for the disk
 */
export async function openDatabase(path: string, isTemporary = false): Promise<Database> {
  const dialect = SQLITE;
  const { whenUnlocked, waitsFor } = createLockWait();
  const durability = isTemporary ? ["pragma synchronous = off"] : [];
  const writer = await handle(path, [...dialect.writerPragmas, ...durability], whenUnlocked);
  const reader = await handle(path, dialect.readerPragmas, whenUnlocked);
  const { lookup, close: closeLookup } = openFileLookup(path);
  const inTurn = createQueue();
  const stillThere = watchFile(path);
  stillThere();

  function write<T>(work: (tx: Transaction) => Promise<T>, committed = (_: T) => {}): Promise<T> {
    const askedAt = performance.now();
    return inTurn(async () => {
      const attempt = (begun: () => void) =>
        writer.begin(dialect.writing, async (tx) => {
          begun();
          const result = await work(tx);
          stillThere();
          return { result };
        });
      const { result } = await whenUnlocked(attempt, askedAt);
      committed(result);
      return result;
    });
  }

  async function close() {
    await inTurn(() => {});
    closeLookup();
    await reader.close();
    await writer.close();
  }

  const unbounded = { writeAtLength: write, writeUnqueued: write };
  return { read: reader, lookup, dialect, write, ...unbounded, writeWaitsFor: waitsFor, close };
}

async function handle(
  filename: string,
  pragmas: readonly string[],
  whenUnlocked: WhenUnlocked,
): Promise<Sql> {
  const sql = new Bun.SQL({ adapter: "sqlite", filename, create: true });
  const askedAt = performance.now();
  for (const pragma of pragmas) await whenUnlocked(async () => sql.unsafe(pragma), askedAt);
  return sql;
}

/** Rows a statement: few enough for the database and for the loop. */
const CHUNK_ROWS = 2000;

/** Does `work` on rows of `columns` values each in chunks, yielding to the loop between them. */
export async function inChunks<Row>(
  dialect: Dialect,
  columns: number,
  rows: readonly Row[],
  work: (chunk: Row[]) => Promise<unknown>,
) {
  const size = Math.min(CHUNK_ROWS, Math.floor(dialect.maxParameters / columns));
  for (let start = 0; start < rows.length; start += size) {
    if (start > 0) await yieldToLoop();
    await work(rows.slice(start, start + size));
  }
}

/** Joins conditions by `and`. */
export function all(sql: Sql, conditions: Bun.SQL.Query<unknown>[]): Bun.SQL.Query<unknown> {
  return conditions.reduce((left, right) => sql`${left} and ${right}`, sql`1 = 1`);
}
