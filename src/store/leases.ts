import type { Context, Sql } from "./db/database";
import { forUpdate } from "./db/dialect";

/** The lease that decides which server leads. */
export type LeaseStore = {
  /** Takes or renews it for so many milliseconds; whether this server has it now. */
  take(forMs: number): Promise<boolean>;
  release(): Promise<void>;
};

/** What only one server does at a time. */
const LEADER_LEASE = "floor";

/** The row that says which server does what must happen once. Its times are the database's own, so clocks may differ. */
export function leaseStore({ database, server }: Context): LeaseStore {
  const { writeUnqueued, dialect } = database;

  /** One that holds it renews it; another one takes it only when it has run out. */
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
 * Makes sure inside a transaction that this server has the lease, until the transaction is over.
 * @throws when another one has it, so that nothing of the transaction is kept
 */
export async function assertLease(tx: Sql, { database: { dialect }, server }: Context): Promise<void> {
  const [lease] = await tx<{ holder: string }[]>`
    select holder from leases where name = ${LEADER_LEASE} and until > ${tx.unsafe(dialect.clock)} ${forUpdate(tx, dialect)}`;
  if (lease?.holder !== server) {
    throw new Error(`Cannot judge as ${server}: the lease is with ${lease?.holder ?? "nobody"}`);
  }
}
