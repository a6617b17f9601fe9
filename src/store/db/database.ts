import { type Dialect, SQLITE } from "./dialect";
import type { Recording } from "../events/recording";
import { yieldToLoop } from "../../async/yield";

export type Sql = Bun.SQL;
export type Transaction = Bun.TransactionSQL;

/** The two handles of one database. */
export type Database = {
  /** For questions only: it cannot write. */
  readonly read: Sql;
  readonly dialect: Dialect;
  /**
   * Does work in one transaction, after all that was asked for before it. `committed` runs before the next work begins.
   * Only SQL and `breathe` may be awaited inside.
   */
  write<T>(work: (tx: Transaction) => Promise<T>, committed?: (result: T) => void): Promise<T>;
  /** A single statement that does not wait for the work under way, where the database can do two things at once. */
  beside<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Waits for work under way, then closes both handles. */
  close(): Promise<void>;
};

/** What every part of the store is given. `server` names this process among those that share the database. */
export type Context = {
  database: Database;
  recording: Recording;
  server: string;
  now(): number;
  newId(): string;
};

/**
 * Opens a SQLite file. On SQLite `begin` is no wall: whatever is sent on that handle meanwhile is inside the transaction.
 * So one handle writes, behind one queue, and another one reads.
 */
export async function openDatabase(path: string): Promise<Database> {
  const dialect = SQLITE;
  const writer = await handle(path, dialect.writerPragmas);
  const reader = await handle(path, dialect.readerPragmas);
  let tail: Promise<unknown> = Promise.resolve();

  function write<T>(work: (tx: Transaction) => Promise<T>, committed = (_: T) => {}): Promise<T> {
    const done = tail.then(async () => {
      const { result } = await writer.begin(dialect.writing, async (tx) => ({ result: await work(tx) }));
      committed(result);
      return result;
    });
    // Between two transactions the loop turns, or a long queue would hold everything else up.
    tail = done.catch(() => {}).then(yieldToLoop);
    return done;
  }

  async function close() {
    await tail;
    await reader.close();
    await writer.close();
  }

  return { read: reader, dialect, write, beside: write, close };
}

async function handle(filename: string, pragmas: readonly string[]): Promise<Sql> {
  const sql = new Bun.SQL({ adapter: "sqlite", filename, create: true });
  for (const pragma of pragmas) await sql.unsafe(pragma);
  return sql;
}

/** Rows that one statement takes: few enough for the database and for the loop. */
const CHUNK_ROWS = 2000;

/** Does `work` on rows of `columns` values each, a chunk at a time, and lets the loop turn between chunks. */
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

/** All of several conditions. */
export function all(sql: Sql, conditions: Bun.SQL.Query<unknown>[]): Bun.SQL.Query<unknown> {
  return conditions.reduce((left, right) => sql`${left} and ${right}`, sql`1 = 1`);
}
