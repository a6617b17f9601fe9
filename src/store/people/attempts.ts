import { countedAs, waitOf, WINDOW_MS } from "../../people/attempts";
import { subjectOf } from "../../domain/audit/actions";
import { ANONYMOUS } from "../../people/actor";
import { appendAudit } from "../audit/append";
import type { Context, Sql } from "../db/database";
import { hashOf } from "./secrets";

export type AttemptKind = "password" | "pin" | "pairing" | "provider";

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

  async function begin(kind: AttemptKind, name: string, from: string): Promise<Attempt> {
    const [id, at, address] = [newId(), now(), countedAs(from)];
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
      if (wait > 0) {
        await tx`delete from attempts where id = ${id}`;
        await noteLock(tx, { kind, name, address, at, from });
      }
      return wait;
    });
    return waitMs > 0 ? { waitMs } : { id };
  }

  const wasRight = (attempt: string) =>
    write(async (tx) => void (await tx`delete from attempts where id = ${attempt}`));

  return { begin, wasRight };
}

/** `address`: as it is counted; `from`: as it is. */
type Refused = { kind: AttemptKind; name: string; address: string; from: string; at: number };

/**
 * Notes in the audit log that somebody, or an address where nobody is known, is locked: once a window, so that whoever goes
 * on trying does not fill the log. What was typed is not noted.
 */
export async function noteLock(tx: Sql, { kind, name, address, from, at }: Refused) {
  const [known] = await tx<{ id: string }[]>`select id from people where login = ${name} or id = ${name}`;
  const subject = known ? subjectOf("person", known.id) : subjectOf("address", address);
  const noted = await tx<unknown[]>`
    select n from audit where subject = ${subject} and action = 'person.locked' and at > ${at - WINDOW_MS} limit 1`;
  if (noted.length > 0) return;
  const entry = { at, actor: ANONYMOUS, address: from, action: "person.locked", subject } as const;
  await appendAudit(tx, { ...entry, before: null, after: { kind } });
}
