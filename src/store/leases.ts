import type { Context, Sql } from "./db/database";
import { held } from "./db/dialect";
import type { Store } from "./store";

/** What only one server does at a time. */
const FLOOR = "floor";

/** The row that says which server does what must happen once. Its times are the database's own, so clocks may differ. */
export function leaseStore({ database, server }: Context): Store["lease"] {
  const { beside, dialect } = database;

  /** One that holds it renews it; another one takes it only when it has run out. */
  function take(forMs: number) {
    return beside(async (sql) => {
      const clock = sql.unsafe(dialect.clock);
      const taken = await sql<unknown[]>`
        insert into leases (name, holder, until) values (${FLOOR}, ${server}, ${clock} + ${forMs})
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where leases.holder = excluded.holder or leases.until <= ${clock}
        returning holder`;
      return taken.length > 0;
    });
  }

  function release() {
    return beside(async (sql) => {
      await sql`update leases set until = 0 where name = ${FLOOR} and holder = ${server}`;
    });
  }

  return { take, release };
}

/**
 * Makes sure inside a transaction that this server has the lease, until the transaction is over.
 * @throws when another one has it, so that nothing of the transaction is kept
 */
export async function holdLease(tx: Sql, { database: { dialect }, server }: Context): Promise<void> {
  const [lease] = await tx<{ holder: string }[]>`
    select holder from leases where name = ${FLOOR} and until > ${tx.unsafe(dialect.clock)} ${held(tx, dialect)}`;
  if (lease?.holder !== server) {
    throw new Error(`Cannot judge as ${server}: the lease is with ${lease?.holder ?? "nobody"}`);
  }
}
