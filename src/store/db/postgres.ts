import type { Database, Sql, Transaction } from "./database";
import { POSTGRES } from "./dialect";
import { sessionLimits, WITHOUT_LIMITS } from "./session_limits";
import { createQueue } from "../../async/queue";

/** Connections for reading, and for writing: one for the queue, one for statements outside it. */
const READERS = 6;
/** Connections for what is asked at every request. */
const LOOKUPS = 2;
const WRITERS = 2;
const CONNECT_WITHIN_SECONDS = 2;
/** After so long a write makes us probe whether the server still answers. */
const PROBE_AFTER_MS = 3_000;
const ANSWER_WITHIN_MS = 2_000;
/** No write of ours takes so long: then the connection is replaced, even if the server answers on another. */
const LONGEST_WRITE_MS = 30_000;

/**
 * Opens a PostgreSQL database that other servers may share. Connects by itself and never gives up. A server
 * that stops answering is disconnected and dialled again, because nothing else would ever end a query to it.
 */
export function openPostgres(url: string): Database {
  const connections = openConnections(url);
  const inTurn = createQueue();

  const read = theOneOf(connections.reader);
  const lookup = theOneOf(connections.lookup);

  function write<T>(work: (tx: Transaction) => Promise<T>, committed = (_: T) => {}): Promise<T> {
    return inTurn(async () => {
      const { result } = await connections.write((sql) =>
        sql.begin(async (tx) => ({ result: await work(tx) })),
      );
      committed(result);
      return result;
    });
  }

  function writeAtLength<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const unlimited = async (tx: Transaction) => {
      for (const limit of WITHOUT_LIMITS) await tx.unsafe(limit);
      return { result: await work(tx) };
    };
    return inTurn(async () => (await connections.write((sql) => sql.begin(unlimited), Infinity)).result);
  }

  async function close() {
    await inTurn(() => {});
    await connections.close();
  }

  const writeWaitsFor = () => undefined;
  const writeUnqueued = <T>(work: (sql: Sql) => Promise<T>) => connections.write(work);
  return { read, lookup, dialect: POSTGRES, write, writeAtLength, writeUnqueued, writeWaitsFor, close };
}

/** Stands for the pool that there is now. */
function theOneOf(pool: () => Sql): Sql {
  return new Proxy(pool(), {
    apply: (_, __, words) => Reflect.apply(pool(), undefined, words),
    get: (_, name) => Reflect.get(pool(), name),
  });
}

/** The pools of connections, replaced together when the server no longer answers. */
function openConnections(url: string) {
  let reader = connect(url, READERS, true);
  let lookup = connect(url, LOOKUPS, true, true);
  let writer = connect(url, WRITERS, false);

  function redial() {
    const silent = [reader, lookup, writer];
    reader = connect(url, READERS, true);
    lookup = connect(url, LOOKUPS, true, true);
    writer = connect(url, WRITERS, false);
    for (const sql of silent) void sql.close({ timeout: 0 });
  }

  /** Does work as long as the server answers. Only the first waiter to give up redials, for all of them. */
  async function write<T>(work: (sql: Sql) => Promise<T>, longestMs = LONGEST_WRITE_MS): Promise<T> {
    const mine = writer;
    const giveUpAt = performance.now() + longestMs;
    let timer = setTimeout(() => void probe(), PROBE_AFTER_MS);
    let done = false;

    async function probe() {
      const answers = performance.now() < giveUpAt && (await isAnswering(reader));
      if (done || mine !== writer) return;
      if (answers) timer = setTimeout(() => void probe(), PROBE_AFTER_MS);
      else redial();
    }

    try {
      return await work(mine);
    } finally {
      done = true;
      clearTimeout(timer);
    }
  }

  return {
    reader: () => reader,
    lookup: () => lookup,
    write,
    close: () => Promise.all([reader, lookup, writer].map((sql) => sql.close())),
  };
}

async function isAnswering(sql: Sql): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const late = setTimeout(resolve, ANSWER_WITHIN_MS, false);
  sql`select 1`.then(
    () => resolve(true),
    () => resolve(false),
  );
  return promise.finally(() => clearTimeout(late));
}

function connect(url: string, max: number, readOnly: boolean, prepare = false): Sql {
  return new Bun.SQL({
    url,
    adapter: "postgres",
    max,
    // Each batch size is another statement: prepared ones would fill the server's memory.
    prepare,
    idleTimeout: 0,
    connectionTimeout: CONNECT_WITHIN_SECONDS,
    // Not "off" for writing: an administrator who makes the database read only, or a full disk, means it.
    connection: {
      application_name: "andon",
      ...sessionLimits(readOnly),
      ...(readOnly && { default_transaction_read_only: "on" }),
    },
  });
}
