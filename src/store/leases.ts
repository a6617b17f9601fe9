import type { Context, Sql } from "./db/database";
import { forUpdate } from "./db/dialect";
import { NOTICED_WITHIN_MS, saidSetBack } from "./set_back";

/** The lease that decides which server leads. Each server counts its renewals, whoever renews it. */
export type LeaseStore = {
  /**
   * Takes or renews it for so many milliseconds. The number of the term, if this server has it now: a lease
   * that is renewed before it has run out keeps its number, any other gets a new one. When the database was
   * put back to an older copy meanwhile it gives the lease back at once, because nobody may go on from what
   * the copy does not know.
   */
  take(forMs: number): Promise<number | undefined>;
  release(): Promise<void>;
};

/** `said`: when a server said that the database was put back; null when none has. */
type Counted = { renewals: number; said: string | null };

/** The lease's name in the database. */
const LEADER_LEASE = "floor";

/**
 * Implements `LeaseStore` by one row. Times are the database's own, so servers' clocks may differ.
 * @param onSetBack called when the count of renewals went back, or another server has seen that it did
 */
export function leaseStore({ database, server }: Context, onSetBack: () => void): LeaseStore {
  const { read, writeUnqueued, dialect } = database;
  const goesOn = watchCount();

  /** The holder renews; another server takes it only when it has run out. */
  async function take(forMs: number) {
    const [taken] = await writeUnqueued((sql) => {
      const clock = sql.unsafe(dialect.clock);
      return sql<(Counted & { term: number })[]>`
        insert into leases (name, holder, until, renewals, term)
        values (${LEADER_LEASE}, ${server}, ${clock} + ${forMs}, 1, 1)
        on conflict (name) do update
          set holder = excluded.holder, until = excluded.until, renewals = leases.renewals + 1,
            term = leases.term + case when leases.until > ${clock} then 0 else 1 end
        where leases.holder = excluded.holder or leases.until <= ${clock}
        returning renewals, term, ${saidSetBack(sql)} as said`;
    });
    const [seen] = taken
      ? [taken]
      : await read<Counted[]>`
          select renewals, ${saidSetBack(read)} as said from leases where name = ${LEADER_LEASE}`;
    if (goesOn(seen ?? { renewals: 0, said: null })) return taken && Number(taken.term);
    if (taken) await release();
    onSetBack();
    return undefined;
  }

  function release() {
    return writeUnqueued(async (sql) => {
      await sql`update leases set until = 0 where name = ${LEADER_LEASE} and holder = ${server}`;
    });
  }

  return { take, release };
}

/**
 * Whether the count goes on from what this server last saw. One that does not look for a while sees it too late, past its
 * own again: then what another server has said tells it.
 */
function watchCount(): (seen: Counted) => boolean {
  let last: Counted | undefined;
  let noticedAt = -Infinity;
  return (seen) => {
    const before = last;
    last = { ...seen, renewals: Number(seen.renewals) };
    if (!before) return true;
    const now = performance.now();
    const isOlder = last.renewals < before.renewals;
    // Its own word, and that of others about what it has noticed, are no news.
    const isTold = seen.said !== before.said && now - noticedAt > NOTICED_WITHIN_MS;
    if (isOlder || isTold) noticedAt = now;
    return !isOlder && !isTold;
  };
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
