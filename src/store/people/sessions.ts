import type { Actor, By, Role } from "../../people/actor";
import { endedBefore, isNoteDue, isSessionAlive } from "../../people/session";
import { cut } from "../../domain/text";
import { appendAudit } from "../audit/append";
import type { Context, Sql, Transaction } from "../db/database";
import { type Dialect, forUpdate } from "../db/dialect";
import { Conflict } from "../errors";
import { personEntry } from "./audited_person";
import { ANSWER_KIND } from "./remembered_answers";
import { hashOf, newSecret } from "./secrets";

const AGENT_AT_MOST = 200;
const ENDED = "The account was ended, or its password changed, meanwhile: sign in again";

/** A session as its person sees it. Times in epoch milliseconds. */
export type Session = {
  id: string;
  created_at: number;
  seen_at: number;
  address: string | null;
  agent: string | null;
};

/** The sessions of people who have signed in: a row each, so that ending one works at once and on every server. */
export type SessionStore = {
  /**
   * Begins a session, and ends the one that the same browser had.
   * @param before the secret of that
   * @param proof of a password (`Proven`); undefined where the person has proved it otherwise
   * @returns its secret, which is not stored
   * @throws {Conflict} when the account was ended since, or the password that was proved is another one now
   */
  begin(
    personId: string,
    from: { address: string; agent: string },
    before: string | undefined,
    proof?: string,
  ): Promise<string>;
  /**
   * Who holds a secret; undefined when the session is over, or its person may not sign in any more.
   * @param isNoted whether it is a sign of life, which keeps the session alive
   */
  find(
    secret: string,
    isNoted?: boolean,
  ): Promise<{ id: string; actor: Actor & { kind: "person" } } | undefined>;
  ofPerson(personId: string): Promise<Session[]>;
  /** @returns whether this person had it */
  end(id: string, personId: string, by?: By): Promise<boolean>;
  endAll(personId: string, by?: By): Promise<void>;
};

/** `holder`: role and name of the person; null when they may not sign in. */
type Found = { id: string; created_at: number; seen_at: number; person_id: string; holder: string | null };

/** Implements `SessionStore`. */
export function sessionStore({ database, now, newId }: Context): SessionStore {
  const { read, lookup, write, writeUnqueued, dialect } = database;

  async function begin(
    personId: string,
    { address, agent }: { address: string; agent: string },
    before: string | undefined,
    proof?: string,
  ) {
    const secret = newSecret();
    const at = now();
    const ended = endedBefore(at);
    await write(async (tx) => {
      // First, and locked: whoever changes the password or ends the account then sees this session, and ends it.
      const holder = await holderIn(tx, dialect, personId);
      if (!holder || (proof !== undefined && proof !== holder.password)) throw new Conflict(ENDED);
      await tx`delete from sessions where seen_at < ${ended.seen} or created_at < ${ended.begun}`;
      if (before) await tx`delete from sessions where hash = ${hashOf(before)}`;
      const told = { address, agent: cut(agent, AGENT_AT_MOST) };
      const row = { id: newId(), hash: hashOf(secret), person_id: personId, created_at: at, seen_at: at };
      await tx`insert into sessions ${tx([dialect.row({ ...row, ...told })])}`;
      // A sign-in is entered as made by the person themselves.
      const actor = { kind: "person", id: personId, name: holder.name, role: holder.role } as const;
      const entry = { at, before: null, after: told };
      await appendAudit(tx, personEntry("session.begin", personId, entry, { actor, address }));
    });
    return secret;
  }

  async function find(secret: string, isNoted = true) {
    // A join of the two costs twice as much, most of it in planning; and this is asked at every request.
    const [row] = await lookup<Found[]>`
      select id, created_at, seen_at, person_id,
        (select role || ' ' || name from people where id = person_id and is_active = 1) as holder
      from sessions where hash = ${hashOf(secret)}`;
    if (!row?.holder) return undefined;
    const [role, ...name] = row.holder.split(" ");
    const at = now();
    const times = { created_at: Number(row.created_at), seen_at: Number(row.seen_at) };
    if (!isSessionAlive(times, at)) return undefined;
    if (isNoted && isNoteDue(times.seen_at, at)) noteSeen(row.id, at);
    const actor = { kind: "person", id: row.person_id, name: name.join(" "), role: role as Role } as const;
    return { id: row.id, actor };
  }

  /** Nobody waits for it: a database that cannot write does not keep people from looking. */
  function noteSeen(id: string, at: number) {
    writeUnqueued((sql) => sql`update sessions set seen_at = ${at} where id = ${id}`).catch(() => {});
  }

  return {
    ...{ begin, find, ...sessionEnds({ database, now }) },
    ofPerson: (personId) => sessionsOf(read, personId, now()),
  };
}

/** The ways in which sessions are ended by somebody. */
function sessionEnds({ database: { write }, now }: Pick<Context, "database" | "now">) {
  const end = (id: string, personId: string, by?: By) =>
    write(async (tx) => {
      const gone = await tx<EndedRow[]>`
        delete from sessions where id = ${id} and person_id = ${personId} returning address, agent`;
      await appendAudit(tx, endedEntries(personId, gone, now(), by));
      return gone.length > 0;
    });

  const endAll = (personId: string, by?: By) =>
    write(async (tx) => {
      const gone = await tx<EndedRow[]>`
        delete from sessions where person_id = ${personId} returning address, agent`;
      await appendAudit(tx, endedEntries(personId, gone, now(), by));
    });

  return { end, endAll };
}

export type EndedRow = Pick<Session, "address" | "agent">;

export function endedEntries(personId: string, ended: readonly EndedRow[], at: number, by: By | undefined) {
  return ended.map(({ address, agent }) =>
    personEntry("session.end", personId, { at, before: { address, agent }, after: null }, by),
  );
}

type Holder = { name: string; role: Role; password: string | null };

/** Whose a session is to be; nothing about them changes until the transaction ends. */
async function holderIn(tx: Transaction, dialect: Dialect, id: string): Promise<Holder | undefined> {
  const [row] = await tx<Holder[]>`
    select name, role, password from people where id = ${id} and is_active = 1 ${forUpdate(tx, dialect)}`;
  return row;
}

async function sessionsOf(read: Sql, personId: string, now: number): Promise<Session[]> {
  const ended = endedBefore(now);
  const rows = await read<Session[]>`
    select id, created_at, seen_at, address, agent from sessions
    where person_id = ${personId} and seen_at >= ${ended.seen} and created_at >= ${ended.begun}
      and hash not like ${`${ANSWER_KIND}%`}
    order by seen_at desc, id`;
  return rows.map((row) => ({
    ...row,
    created_at: Number(row.created_at),
    seen_at: Number(row.seen_at),
  }));
}
