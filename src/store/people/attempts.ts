import { waitOf, WINDOW_MS } from "../../people/attempts";
import type { Context } from "../db/database";
import { hashOf } from "./secrets";

export type AttemptKind = "password" | "link" | "pin" | "badge" | "pairing";

/** Attempts at a secret, counted in the database, so that the limit holds over all servers. */
export type AttemptStore = {
  /** Counts an attempt before it is tried, so that many at once are no way round the limit. */
  begin(kind: AttemptKind, name: string, address: string): Promise<Attempt>;
  /** Takes the count back: it was right. */
  wasRight(attempt: string): Promise<void>;
};

/** An attempt that may be tried, or how long it has to wait. */
export type Attempt = { id: string } | { waitMs: number };

/** Implements `AttemptStore`. Names are kept as hashes: somebody may have typed the password in their place. */
export function attemptStore({ database, now, newId }: Context): AttemptStore {
  const { write } = database;

  async function begin(kind: AttemptKind, name: string, address: string): Promise<Attempt> {
    const [id, at] = [newId(), now()];
    const hash = hashOf(name);
    const since = at - WINDOW_MS;
    await write(async (tx) => {
      await tx`delete from attempts where at <= ${since} and kind <> 'pin'`;
      await tx`insert into attempts ${tx([{ id, name: hash, address, kind, at }])}`;
    });
    // After the commit: of many at once each sees those that were counted before it, so that none slips through.
    const waitMs = await write(async (tx) => {
      const byName = await tx<{ at: number }[]>`
        select at from attempts where kind = ${kind} and name = ${hash} and at > ${since}`;
      const byAddress = await tx<{ at: number }[]>`
        select at from attempts where kind = ${kind} and address = ${address} and at > ${since}`;
      const waits = [byName, byAddress].map(
        (rows) =>
          waitOf(
            rows.map(({ at }) => Number(at)),
            at,
          ) ?? 0,
      );
      const wait = Math.max(...waits);
      // A refused attempt does not count, or somebody could keep a name out for good.
      if (wait > 0) await tx`delete from attempts where id = ${id}`;
      return wait;
    });
    return waitMs > 0 ? { waitMs } : { id };
  }

  const wasRight = (attempt: string) =>
    write(async (tx) => void (await tx`delete from attempts where id = ${attempt}`));

  return { begin, wasRight };
}
