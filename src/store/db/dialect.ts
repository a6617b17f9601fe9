import type { Sql } from "./database";

/**
 * The database that DATABASE_URL names. `path` null: a temporary file, deleted on close.
 */
export type DatabaseLocation =
  { dialect: "sqlite"; path: string | null } | { dialect: "postgres"; url: string };

/** SQL that the two databases spell differently; all other SQL of the store is the same for both. */
export type Dialect = {
  /** Whether other servers may write at the same time. */
  shared: boolean;
  /** Column type of a key that the database counts up. */
  numberedKey: string;
  /** Suffix of a table that is read by its primary key alone. */
  keyedTable: string;
  /** First statements on the writing and on the reading handle. */
  writerPragmas: readonly string[];
  readerPragmas: readonly string[];
  /** Mode of a writing transaction; "" where there is only one. */
  writing: string;
  /** Most parameters of a statement. */
  maxParameters: number;
  /** The database's own clock, epoch milliseconds. */
  clock: string;
  /** Suffix of a select that locks its rows until the transaction ends; "" where nobody else writes. */
  forUpdate: string;
  /** Like `forUpdate`, but skips rows that are locked already. */
  forUpdateSkipLocked: string;
  /** The number of the running transaction in the order in which its changes become visible. */
  commitOrder: string;
  /** Every change that a query can see has a lower `commitOrder` than this. */
  visibleBelow: string;
  /** The statement that makes each new alarm take its `commitOrder`. */
  numberNewAlarms: string;
  /** Lets one server at a time migrate; null where there is only one. */
  migrationLock: string | null;
  /** Lets one transaction at a time give names to machines; null where only one writes. */
  namesLock: string | null;
  /** The same for what people set of the site, where a row that is still missing cannot be locked. */
  siteLock: string | null;
  /** Lets one transaction at a time group alarms; null where only one writes. */
  groupsLock: string | null;
  /** Whether a write failed because its key exists. */
  isUniqueViolation(error: unknown): boolean;
  /** Makes a row storable, such as text without U+0000. */
  row<T extends object>(row: T): T;
};

/**
 * The last event's key: each transaction that changes an alarm records an event, and SQLite never reuses its
 * key.
 */
const LAST_EVENT = "(select coalesce(max(seq), 0) from sqlite_sequence where name = 'events')";

const SQLITE_PRAGMAS = [
  // A lock is waited for by a timer (lock_wait.ts): in here the wait would stop the whole process.
  "pragma busy_timeout = 0",
  "pragma journal_mode = wal",
  "pragma synchronous = full",
  "pragma foreign_keys = on",
];

export const SQLITE: Dialect = {
  shared: false,
  numberedKey: "integer primary key autoincrement",
  keyedTable: "without rowid",
  writerPragmas: SQLITE_PRAGMAS,
  readerPragmas: [...SQLITE_PRAGMAS, "pragma query_only = on"],
  writing: "immediate",
  maxParameters: 32_766,
  clock: "cast(unixepoch('subsec') * 1000 as integer)",
  forUpdate: "",
  forUpdateSkipLocked: "",
  commitOrder: LAST_EVENT,
  visibleBelow: LAST_EVENT,
  numberNewAlarms: `create trigger alarms_news after insert on alarms
    begin update alarms set news = ${LAST_EVENT} where key = new.key; end`,
  migrationLock: null,
  namesLock: null,
  siteLock: null,
  groupsLock: null,
  isUniqueViolation: () => false,
  row: (row) => row,
};

const UNIQUE_VIOLATION = "23505";

export const POSTGRES: Dialect = {
  shared: true,
  numberedKey: "serial primary key",
  keyedTable: "",
  writerPragmas: [],
  readerPragmas: [],
  writing: "",
  maxParameters: 32_000,
  clock: "(extract(epoch from clock_timestamp()) * 1000)::bigint",
  forUpdate: "for no key update",
  forUpdateSkipLocked: "for no key update skip locked",
  commitOrder: "pg_current_xact_id()::text::bigint",
  // The oldest running transaction: older ones are visible, it and later ones are not.
  visibleBelow: "pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
  numberNewAlarms: "alter table alarms alter column news set default pg_current_xact_id()::text::bigint",
  // Any number will do, as long as all servers use the same.
  migrationLock: "select pg_advisory_xact_lock(20261123)",
  namesLock: "lock table machine_aliases in share row exclusive mode",
  siteLock: "lock table site_settings in share row exclusive mode",
  groupsLock: "select pg_advisory_xact_lock(20261128)",
  isUniqueViolation: (error) => error instanceof Bun.SQL.PostgresError && error.errno === UNIQUE_VIOLATION,
  row: withoutNul,
};

/** PostgreSQL's text cannot hold U+0000, and one such value would fail the whole statement. */
function withoutNul<T extends object>(row: T): T {
  const texts = Object.entries(row).filter(([, value]) => typeof value === "string" && value.includes("\0"));
  return texts.length === 0
    ? row
    : { ...row, ...Object.fromEntries(texts.map(([name, text]) => [name, text.replaceAll("\0", "\ufffd")])) };
}

/** Locks the rows of a select until the transaction ends, where somebody else could change them. */
export function forUpdate(tx: Sql, { forUpdate }: Dialect): Bun.SQL.Query<unknown> {
  return tx.unsafe(forUpdate);
}

/**
 * Reads a database URL: `sqlite://data/andon.db` (relative), `sqlite:///var/andon.db`, `sqlite://:memory:`,
 * or `postgres://user@host:5432/andon`.
 * @throws when the scheme is another one, or the path has a character that SQLite reads as an option
 */
export function databaseLocation(url: string): DatabaseLocation {
  if (/^postgres(?:ql)?:\/\//.test(url)) return { dialect: "postgres", url };
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  const scheme = /^\w+/.exec(url)?.[0] ?? "";
  if (!path) {
    throw new Error(`Cannot use a ${scheme || "nameless"} database: expected sqlite:// or postgres://`);
  }
  if (path === ":memory:") return { dialect: "sqlite", path: null };
  if (/[?#%]/.test(path)) {
    throw new Error(`Cannot use the database ${path}: the path must not contain ?, # or %`);
  }
  return { dialect: "sqlite", path };
}
