import type { Sql } from "./database";

/**
 * Where the history is kept, as DATABASE_URL says it. `path` null: a temporary file that goes when it is closed.
 */
export type DatabaseLocation =
  { dialect: "sqlite"; path: string | null } | { dialect: "postgres"; url: string };

/** Words that the databases spell differently; all other SQL of this room is the same for both. */
export type Dialect = {
  /** Whether other servers may write at the same time. */
  shared: boolean;
  /** A key that the database numbers in the order of recording. */
  numberedKey: string;
  /** Ends a table that is read by its primary key alone. */
  keyedTable: string;
  /** First things said on the writing and on the reading handle. */
  writerPragmas: readonly string[];
  readerPragmas: readonly string[];
  /** How a writing transaction begins; "" where there is only one way. */
  writing: string;
  /** Values that one statement may carry. */
  maxParameters: number;
  /** The database's own clock, epoch milliseconds. */
  clock: string;
  /** Ends a question inside a transaction: nobody else changes these rows until it is over. "" where nobody else can. */
  forUpdate: string;
  /** Like `held`, but leaves out rows that somebody else holds. */
  forUpdateSkipLocked: string;
  /** Where what a writing transaction makes known stands in the order in which it can be seen. */
  commitOrder: string;
  /** What a question can see has a lower number than this; what it cannot see yet has not. */
  visibleBelow: string;
  /** Gives each new alarm its number. */
  numberNewAlarms: string;
  /** Makes whoever brings the tables up to date do so alone. */
  migrationLock: string | null;
  /** Whether a write failed because its key is taken. */
  isUniqueViolation(error: unknown): boolean;
  /** A row as the database can keep it. */
  row<T extends object>(row: T): T;
};

/** Each transaction with news also records an event, and SQLite never gives an event's key twice. */
const LAST_EVENT = "(select coalesce(max(seq), 0) from sqlite_sequence where name = 'events')";

const SQLITE_PRAGMAS = [
  "pragma busy_timeout = 5000",
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
  // The oldest transaction under way: what it and later ones write cannot be seen, what is older can.
  visibleBelow: "pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
  numberNewAlarms: "alter table alarms alter column news set default pg_current_xact_id()::text::bigint",
  // The number is only a name, the same in every server.
  migrationLock: "select pg_advisory_xact_lock(20261123)",
  isUniqueViolation: (error) => error instanceof Bun.SQL.PostgresError && error.errno === UNIQUE_VIOLATION,
  row: withoutNul,
};

/** PostgreSQL's text cannot hold the character U+0000, and one such text would spoil everything sent along with it. */
function withoutNul<T extends object>(row: T): T {
  const texts = Object.entries(row).filter(([, value]) => typeof value === "string" && value.includes("\0"));
  return texts.length === 0
    ? row
    : { ...row, ...Object.fromEntries(texts.map(([name, text]) => [name, text.replaceAll("\0", "\ufffd")])) };
}

/** The rows of a question inside a transaction are held until it is over, where somebody else could change them. */
export function forUpdate(tx: Sql, { forUpdate }: Dialect): Bun.SQL.Query<unknown> {
  return tx.unsafe(forUpdate);
}

/**
 * Reads a database URL: `sqlite://data/andon.db` (relative), `sqlite:///var/andon.db`, `sqlite://:memory:`, or
 * `postgres://user@host:5432/andon`.
 * @throws when it is of another kind, or its path holds a character that SQLite would read as an option
 */
export function databaseLocation(url: string): DatabaseLocation {
  if (/^postgres(?:ql)?:\/\//.test(url)) return { dialect: "postgres", url };
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  const scheme = /^\w+/.exec(url)?.[0] ?? "";
  if (!path) {
    throw new Error(
      `Cannot keep history in a ${scheme || "nameless"} database: sqlite:// and postgres:// are supported`,
    );
  }
  if (path === ":memory:") return { dialect: "sqlite", path: null };
  if (/[?#%]/.test(path)) {
    throw new Error(`Cannot keep history in ${path}: the path must not contain ?, # or %`);
  }
  return { dialect: "sqlite", path };
}
