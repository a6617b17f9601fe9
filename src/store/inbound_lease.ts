import type { Context, Sql } from "./db/database";
import { forUpdate } from "./db/dialect";

/** Who holds the inbound lease; `busy` while a transaction has the row, so that nothing is known for now. */
export type InboundHolder = "this" | "other" | "busy";

/** `claims`: it has kept what the holder has not recorded. */
export type Said = "hears" | "claims";

/** The lease of taking in what other programs publish, apart from the leader's: it depends on Redis. */
export type InboundLeaseStore = {
  /**
   * Takes or renews it for so many milliseconds. From another server it is taken when it has run out, and
   * that for at least `afterMs`.
   */
  take(forMs: number, afterMs: number): Promise<InboundHolder>;
  /** Says for so many milliseconds that this server, which does not hold it, hears, or should have it. */
  say(what: Said, forMs: number): Promise<void>;
  /** What other servers say. */
  saidByOthers(): Promise<ReadonlySet<Said>>;
  release(): Promise<void>;
};

/** Another server takes in the events of other programs: nothing was recorded here. */
export class TakenInElsewhere extends Error {}

/** As long as one of the holder's own transactions takes; the leader's lease waits behind. */
const OWN_TRANSACTION_MS = 400;
const LOCK_NOT_AVAILABLE = "55P03";
const LEASE = "inbound";
const SAID: Record<Said, string> = { hears: "inbound-heard", claims: "inbound-claimed" };

/**
 * Implements `InboundLeaseStore` by three rows. Times are the database's own, so servers' clocks may differ.
 */
export function inboundLeaseStore(context: Context): InboundLeaseStore {
  const { database, server } = context;
  const { read, writeUnqueued, dialect } = database;

  /**
   * Never waits long for the row: the server that has locked it may be frozen, and the leader's lease waits
   * behind.
   */
  function take(forMs: number, afterMs: number): Promise<InboundHolder> {
    return writeUnqueued(async (sql) => {
      const clock = sql.unsafe(dialect.clock);
      const taken = await sql<unknown[]>`
        update leases set holder = ${server}, until = ${clock} + ${forMs} where name in (
          select name from leases
          where name = ${LEASE} and (holder = ${server} or until + ${afterMs} <= ${clock})
          ${sql.unsafe(dialect.forUpdateSkipLocked)})
        returning holder`;
      if (taken.length > 0) return "this";
      const [lease] = await sql<{ is_own: number; is_held: number }[]>`
        select case when holder = ${server} then 1 else 0 end as is_own,
          case when until > ${clock} then 1 else 0 end as is_held
        from leases where name = ${LEASE}`;
      if (lease?.is_own) return (await renewedBetween(sql, context, forMs)) ? "this" : "busy";
      if (lease) return lease.is_held ? "other" : "busy";
      const added = await sql<unknown[]>`
        insert into leases (name, holder, until) values (${LEASE}, ${server}, ${clock} + ${forMs})
        on conflict (name) do nothing returning holder`;
      return added.length > 0 ? "this" : "busy";
    });
  }

  function say(what: Said, forMs: number) {
    return writeUnqueued(async (sql) => {
      const until = sql`${sql.unsafe(dialect.clock)} + ${forMs}`;
      await sql`
        insert into leases (name, holder, until) values (${SAID[what]}, ${server}, ${until})
        on conflict (name) do update set holder = excluded.holder, until = excluded.until`;
    });
  }

  async function saidByOthers() {
    const said = await read<{ name: string }[]>`
      select name from leases
      where name in ${read(Object.values(SAID))} and holder <> ${server} and until > ${read.unsafe(dialect.clock)}`;
    const names = new Set(said.map(({ name }) => name));
    return new Set((["hears", "claims"] as const).filter((what) => names.has(SAID[what])));
  }

  function release() {
    return writeUnqueued(async (sql) => {
      await sql`update leases set until = 0 where name = ${LEASE} and holder = ${server}`;
    });
  }

  return { take, say, saidByOthers, release };
}

/**
 * The holder's own transactions lock the row one after the other: a renewal that waits for one comes before
 * the next.
 */
async function renewedBetween(
  sql: Sql,
  { database: { dialect }, server }: Context,
  forMs: number,
): Promise<boolean> {
  try {
    return await sql.begin(async (tx) => {
      await tx.unsafe(`set local lock_timeout = ${OWN_TRANSACTION_MS}`);
      const renewed = await tx<unknown[]>`
        update leases set until = ${tx.unsafe(dialect.clock)} + ${forMs} where name = ${LEASE} and holder = ${server}
        returning holder`;
      return renewed.length > 0;
    });
  } catch (error) {
    if (error instanceof Bun.SQL.PostgresError && error.errno === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

/**
 * Locks the lease until the transaction ends, so that events of other programs are recorded by one server at
 * a time.
 * @returns whether another server holds it
 */
export async function lockInboundLease(
  tx: Sql,
  { database: { dialect }, server }: Context,
): Promise<boolean> {
  if (!dialect.shared) return false;
  const [lease] = await tx<{ holder: string; is_held: number }[]>`
    select holder, case when until > ${tx.unsafe(dialect.clock)} then 1 else 0 end as is_held
    from leases where name = ${LEASE} ${forUpdate(tx, dialect)}`;
  return lease !== undefined && Boolean(lease.is_held) && lease.holder !== server;
}

/** @throws {TakenInElsewhere} when another server holds the lease, so that the transaction rolls back */
export async function assertTakesIn(tx: Sql, context: Context): Promise<void> {
  if (await lockInboundLease(tx, context))
    throw new TakenInElsewhere("Another server takes in the events of other programs now");
}
