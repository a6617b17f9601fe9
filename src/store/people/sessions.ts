import { ANSWER_KIND } from "./answer_sessions";
import { type Actor, ANONYMOUS, type By, type Role } from "../../people/actor";
import { endedBefore, isNoteDue, isSessionAlive } from "../../people/session";
import { cut } from "../../domain/text";
import { appendAudit } from "../audit/append";
import type { Context, Sql } from "../db/database";
import { personEntry } from "./audited_person";
import { hashOf, newSecret } from "./secrets";

const AGENT_AT_MOST = 200;

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
  /** Begins a session, and ends the one that the same browser had. @returns its secret, which is not stored */
  begin(
    personId: string,
    from: { address: string; agent: string },
    before: string | undefined,
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
  ) {
    const secret = newSecret();
    const at = now();
    const ended = endedBefore(at);
    await write(async (tx) => {
      await tx`delete from sessions where seen_at < ${ended.seen} or created_at < ${ended.begun}`;
      if (before) await tx`delete from sessions where hash = ${hashOf(before)}`;
      const told = { address, agent: cut(agent, AGENT_AT_MOST) };
      const row = { id: newId(), hash: hashOf(secret), person_id: personId, created_at: at, seen_at: at };
      await tx`insert into sessions ${tx([dialect.row({ ...row, ...told })])}`;
      const by = await holderIn(tx, personId, address);
      await appendAudit(tx, personEntry("session.begin", personId, { at, before: null, after: told }, by));
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

/** A sign-in is entered as made by the person themselves. */
async function holderIn(tx: Sql, id: string, address: string): Promise<By> {
  const [row] = await tx<{ name: string; role: Role }[]>`select name, role from people where id = ${id}`;
  return { actor: row ? { kind: "person", id, ...row } : ANONYMOUS, address };
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
