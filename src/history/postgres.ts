import { breathe, type Database, type Sql, type Transaction } from "./database";
import { POSTGRES } from "./dialect";

/** Connections for questions, and for writing: one for the queue, one for what goes past it. */
const READERS = 6;
const WRITERS = 2;
const CONNECT_WITHIN_SECONDS = 2;
/** Nothing of ours takes as long: past this the server is silent, or the way to it is cut. */
const WRITE_WITHIN_MS = 5_000;

/**
 * Opens a PostgreSQL that other servers may share. Connects by itself and never gives up. One that no longer answers is
 * dropped and called again, because nothing else would ever end a question to it.
 */
export function openPostgres(url: string, writeWithinMs = WRITE_WITHIN_MS): Database {
  let reader = connect(url, READERS, true);
  let writer = connect(url, WRITERS, false);
  let tail: Promise<unknown> = Promise.resolve();

  const read = new Proxy(reader, {
    apply: (_, __, words) => Reflect.apply(reader, undefined, words),
    get: (_, name) => Reflect.get(reader, name),
  });

  function redial() {
    const silent = [reader, writer];
    reader = connect(url, READERS, true);
    writer = connect(url, WRITERS, false);
    for (const sql of silent) void sql.close({ timeout: 0 });
  }

  /** Only the first to lose patience redials: whoever waited on the same connection is ended with it. */
  async function within<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const mine = writer;
    const patience = setTimeout(() => mine === writer && redial(), writeWithinMs);
    try {
      return await work(mine);
    } finally {
      clearTimeout(patience);
    }
  }

  function write<T>(work: (tx: Transaction) => Promise<T>, committed = (_: T) => {}): Promise<T> {
    const done = tail.then(async () => {
      const { result } = await within((sql) => sql.begin(async (tx) => ({ result: await work(tx) })));
      committed(result);
      return result;
    });
    tail = done.catch(() => {}).then(breathe);
    return done;
  }

  async function close() {
    await tail;
    await Promise.all([reader.close(), writer.close()]);
  }

  return { read, dialect: POSTGRES, write, beside: within, close };
}

function connect(url: string, max: number, readOnly: boolean): Sql {
  return new Bun.SQL({
    url,
    adapter: "postgres",
    max,
    // Every batch of another size is another statement: kept prepared, they would fill the server's memory.
    prepare: false,
    idleTimeout: 0,
    connectionTimeout: CONNECT_WITHIN_SECONDS,
    connection: { application_name: "andon", default_transaction_read_only: readOnly ? "on" : "off" },
  });
}
