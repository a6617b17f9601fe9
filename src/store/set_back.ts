import type { Database, Sql } from "./db/database";

/** Hears that the database was put back to an older copy. */
export type OnSetBack = (listener: () => void) => void;

/** Servers notice one restore within a few seconds of each other. */
export const NOTICED_WITHIN_MS = 60_000;

/** Whether this server is the first to say that the database was put back, of all that have noticed it. */
export function firstToSay({ write, dialect }: Database): Promise<boolean> {
  return write(async (tx) => {
    const clock = tx.unsafe(dialect.clock);
    const first = await tx<unknown[]>`
      insert into facts (name, value) values ('set_back', cast(${clock} as text))
      on conflict (name) do update set value = excluded.value
      where cast(facts.value as bigint) < ${clock} - ${NOTICED_WITHIN_MS}
      returning name`;
    return first.length > 0;
  });
}

/** When a server last said so, as part of a query; null when none has. */
export const saidSetBack = (sql: Sql) => sql`(select value from facts where name = 'set_back')`;
