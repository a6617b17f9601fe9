import type { Context, Sql } from "./db/database";
import { forUpdate } from "./db/dialect";

/** The lease that decides which server leads. */
export type LeaseStore = {
  /**
   * Takes or renews it for so many milliseconds. The number of the term, if this server has it now: a lease that
   * is renewed before it has run out keeps its number, any other gets a new one.
   */
  take(forMs: number): Promise<number | undefined>;
  release(): Promise<void>;
};

/** The lease's name in the database. */
const LEADER_LEASE = "floor";

/** Implements `LeaseStore` by one row. Times are the database's own, so servers' clocks may differ. */
export function leaseStore({ database, server }: Context): LeaseStore {
  const { writeUnqueued, dialect } = database;

  /** The holder renews; another server takes it only when it has run out. */
  function take(forMs: number) {
    return writeUnqueued(async (sql) => {
      const clock = sql.unsafe(dialect.clock);
      const [taken] = await sql<{ term: number }[]>`
        insert into leases (name, holder, until, term) values (${LEADER_LEASE}, ${server}, ${clock} + ${forMs}, 1)
        on conflict (name) do update set holder = excluded.holder, until = excluded.until,
          term = leases.term + case when leases.until > ${clock} then 0 else 1 end
        where leases.holder = excluded.holder or leases.until <= ${clock}
        returning term`;
      return taken && Number(taken.term);
    });
  }

  function release() {
    return writeUnqueued(async (sql) => {
      await sql`update leases set until = 0 where name = ${LEADER_LEASE} and holder = ${server}`;
    });
  }

  return { take, release };
}

/**
 * Asserts inside a transaction that this server has the lease, and keeps it until the transaction ends.
 *
 * @param term of the lease in which the work began; without it any term of this server
 * @throws when another server has it, or had it since that term, so that the transaction rolls back
 */
export async function assertLease(
  tx: Sql,
  { database: { dialect }, server }: Context,
  term?: number,
): Promise<void> {
  const [lease] = await tx<{ holder: string; term: number }[]>`
    select holder, term from leases where name = ${LEADER_LEASE} and until > ${tx.unsafe(dialect.clock)} ${forUpdate(tx, dialect)}`;
  if (lease?.holder !== server) {
    throw new Error(`Cannot judge as ${server}: the lease is with ${lease?.holder ?? "nobody"}`);
  }
  if (term !== undefined && Number(lease.term) !== term)
    throw new Error(
      `Cannot judge as ${server}: the lease is in term ${lease.term}, the work is of term ${term}`,
    );
}
