import { countedAs } from "../../people/attempts";
import { lockedFor, REMEMBERED_MS } from "../../people/pin_lock";
import type { Context, Sql } from "../db/database";
import { type Attempt, noteLock } from "./attempts";
import { hashOf } from "./secrets";

/** A try of a PIN is counted by person and by address; one of a badge, which names nobody until it is right, by address. */
export type PinTry = { personId: string | undefined; address: string };

/** Attempts at a PIN or badge, counted in the database, so that the lock holds over all servers. */
export type PinAttemptStore = {
  /** Counts an attempt before it is tried, so that many at once are no way round the lock. */
  begin(tried: PinTry): Promise<Attempt>;
  /** It was right: forgets it, and the person's wrong ones from this address. */
  wasRight(attempt: string, tried: PinTry): Promise<void>;
};

const NOBODY = "";
/** More of them lock no longer. */
const COUNT_AT_MOST = 20;

/** Implements `PinAttemptStore`. */
export function pinAttemptStore({ database, now, newId }: Context): PinAttemptStore {
  const { write } = database;

  async function begin({ personId, address: from }: PinTry): Promise<Attempt> {
    const [id, at, address] = [newId(), now(), countedAs(from)];
    const name = nameOf(personId);
    await write(async (tx) => {
      await tx`delete from attempts where kind = 'pin' and at <= ${at - REMEMBERED_MS.person}`;
      await tx`insert into attempts ${tx([{ id, name, address, kind: "pin", at }])}`;
    });
    // After the commit: of many at once each sees those that were counted before it, so that none slips through.
    const waitMs = await write(async (tx) => {
      const byPerson = personId === undefined ? [] : await ofPerson(tx, id, name, at);
      const waits = [byPerson, await ofAddress(tx, id, address, at)].map(
        (wrong) => lockedFor(wrong, at) ?? 0,
      );
      const wait = Math.max(...waits);
      // A refused attempt does not count, or somebody could keep a person out for good.
      if (wait > 0) {
        await tx`delete from attempts where id = ${id}`;
        await noteLock(tx, { kind: "pin", name: personId ?? NOBODY, address, at, from });
      }
      return wait;
    });
    return waitMs > 0 ? { waitMs } : { id };
  }

  const wasRight = (attempt: string, { personId, address }: PinTry) =>
    write(async (tx) => {
      await tx`delete from attempts where id = ${attempt}`;
      // Those from elsewhere stay: who guesses there is not let go on by the person's own answers here.
      if (personId !== undefined)
        await tx`delete from attempts
          where kind = 'pin' and name = ${nameOf(personId)} and address = ${countedAs(address)}`;
    });

  return { begin, wasRight };
}

const nameOf = (personId: string | undefined) => hashOf(personId ?? NOBODY);

/** The wrong ones of a person but this. */
async function ofPerson(tx: Sql, id: string, name: string, at: number): Promise<number[]> {
  const rows = await tx<{ at: number }[]>`
    select at from attempts
    where kind = 'pin' and name = ${name} and at > ${at - REMEMBERED_MS.person} and id <> ${id}
    order by at desc limit ${COUNT_AT_MOST}`;
  return rows.map((row) => Number(row.at));
}

async function ofAddress(tx: Sql, id: string, address: string, at: number): Promise<number[]> {
  const rows = await tx<{ at: number }[]>`
    select at from attempts
    where kind = 'pin' and address = ${address} and at > ${at - REMEMBERED_MS.address} and id <> ${id}
    order by at desc limit ${COUNT_AT_MOST}`;
  return rows.map((row) => Number(row.at));
}
