import type { Context, Sql } from "./db/database";
import { forUpdate } from "./db/dialect";

/** The lease that decides which server leads. */
export type LeaseStore = {
  /** Takes or renews it for so many milliseconds; whether this server has it now. */
  take(forMs: number): Promise<boolean>;
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
      const taken = await sql<unknown[]>`
        insert into leases (name, holder, until) values (${LEADER_LEASE}, ${server}, ${clock} + ${forMs})
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where leases.holder = excluded.holder or leases.until <= ${clock}
        returning holder`;
      return taken.length > 0;
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
 * @throws when another server has it, so that the transaction rolls back
 */
export async function assertLease(tx: Sql, { database: { dialect }, server }: Context): Promise<void> {
  const [lease] = await tx<{ holder: string }[]>`
    select holder from leases where name = ${LEADER_LEASE} and until > ${tx.unsafe(dialect.clock)} ${forUpdate(tx, dialect)}`;
  if (lease?.holder !== server) {
    throw new Error(`Cannot judge as ${server}: the lease is with ${lease?.holder ?? "nobody"}`);
  }
}
