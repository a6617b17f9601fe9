/** Where the history is kept, as DATABASE_URL says it. `path` null: a temporary file that goes when it is closed. */
export type Place = { dialect: "sqlite"; path: string | null };

/** Words that the databases spell differently; all other SQL of this room is the same for both. */
export type Dialect = {
  /** A key that the database numbers in the order of recording. */
  numberedKey: string;
  /** Ends a table that is read by its primary key alone. */
  keyedTable: string;
  /** First things said on the writing and on the reading handle. */
  writerPragmas: readonly string[];
  readerPragmas: readonly string[];
  /** How a writing transaction begins. */
  writing: string;
  /** Values that one statement may carry. */
  maxParameters: number;
};

const SQLITE_PRAGMAS = [
  "pragma busy_timeout = 5000",
  "pragma journal_mode = wal",
  "pragma synchronous = full",
  "pragma foreign_keys = on",
];

export const SQLITE: Dialect = {
  numberedKey: "integer primary key autoincrement",
  keyedTable: "without rowid",
  writerPragmas: SQLITE_PRAGMAS,
  readerPragmas: [...SQLITE_PRAGMAS, "pragma query_only = on"],
  writing: "immediate",
  maxParameters: 32_766,
};

/**
 * Reads a database URL: `sqlite://data/andon.db` (relative), `sqlite:///var/andon.db`, or `sqlite://:memory:`.
 * @throws when it is of another kind, or its path holds a character that SQLite would read as an option
 */
export function placeOf(url: string): Place {
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(url)?.[1];
  const scheme = /^\w+/.exec(url)?.[0] ?? "";
  if (!path)
    throw new Error(`Cannot keep history in a ${scheme || "nameless"} database: sqlite:// is supported`);
  if (path === ":memory:") return { dialect: "sqlite", path: null };
  if (/[?#%]/.test(path)) {
    throw new Error(`Cannot keep history in ${path}: the path must not contain ?, # or %`);
  }
  return { dialect: "sqlite", path };
}
