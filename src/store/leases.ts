import type { Context, Sql } from "./db/database";
import { forUpdate } from "./db/dialect";

/** The lease that decides which server leads. Each server counts its renewals, whoever renews it. */
export type LeaseStore = {
  /**
   * Takes or renews it for so many milliseconds; whether this server has it now. When the database was put back to an
   * older copy meanwhile it gives the lease back at once, because nobody may go on from what the copy does not know.
   */
  take(forMs: number): Promise<boolean>;
  release(): Promise<void>;
};

type Counted = { renewals: number };

/** The lease's name in the database. */
const LEADER_LEASE = "floor";

/**
 * Implements `LeaseStore` by one row. Times are the database's own, so servers' clocks may differ.
 * @param onSetBack called when the count of renewals went back
 */
export function leaseStore({ database, server }: Context, onSetBack: () => void): LeaseStore {
  const { read, writeUnqueued, dialect } = database;
  let renewals = 0;

  /** Whether the count goes on from what this server last saw. */
  function goesOn(counted: number): boolean {
    const isOlder = counted < renewals;
    renewals = counted;
    return !isOlder;
  }

  /** The holder renews; another server takes it only when it has run out. */
  async function take(forMs: number) {
    const [taken] = await writeUnqueued((sql) => {
      const clock = sql.unsafe(dialect.clock);
      return sql<Counted[]>`
        insert into leases (name, holder, until, renewals)
        values (${LEADER_LEASE}, ${server}, ${clock} + ${forMs}, 1)
        on conflict (name) do update
          set holder = excluded.holder, until = excluded.until, renewals = leases.renewals + 1
        where leases.holder = excluded.holder or leases.until <= ${clock}
        returning renewals`;
    });
    const [seen] = taken
      ? [taken]
      : await read<Counted[]>`select renewals from leases where name = ${LEADER_LEASE}`;
    if (goesOn(Number(seen?.renewals ?? 0))) return taken !== undefined;
    if (taken) await release();
    onSetBack();
    return false;
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
