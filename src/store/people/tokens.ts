import { type Actor, type By, type Scope, SCOPES } from "../../people/actor";
import { iso } from "../../domain/iso";
import { isNoteDue } from "../../people/session";
import { type AuditAction, subjectOf } from "../../domain/audit/actions";
import { appendAudit, byWhom } from "../audit/append";
import type { Context } from "../db/database";
import { hashOf, newSecret } from "./secrets";

/** Begins every token, so that whoever finds one knows what it is. */
export const TOKEN_PREFIX = "andon_";

/** A program's token, without its secret. Times in epoch milliseconds. */
export type Token = {
  id: string;
  name: string;
  scopes: readonly Scope[];
  created_at: number;
  /** The id of who made it; null when nobody was signed in. */
  created_by: string | null;
  /** Null: never. */
  expires_at: number | null;
  used_at: number | null;
  used_from: string | null;
};

export type NewToken = Pick<Token, "name" | "scopes" | "expires_at">;

/** The tokens of programs. */
export type TokenStore = {
  /** Newest first, those that have expired too. */
  list(): Promise<Token[]>;
  /** @returns the token, and its secret, which is not stored */
  add(token: NewToken, by?: By): Promise<{ token: Token; secret: string }>;
  /** @returns whether there was one */
  revoke(id: string, by?: By): Promise<boolean>;
  /** Which program holds a secret, and where it asks from; undefined when it is unknown, revoked or expired. */
  find(secret: string, address: string): Promise<(Actor & { kind: "token" }) | undefined>;
};

type TokenRow = Omit<Token, "scopes"> & { scopes: string };

/** Implements `TokenStore`. */
export function tokenStore({ database, now, newId }: Context): TokenStore {
  const { read, lookup, write, writeUnqueued, dialect } = database;

  async function list() {
    const rows = await read<TokenRow[]>`
      select id, name, scopes, created_at, created_by, expires_at, used_at, used_from
      from tokens order by created_at desc, id`;
    return rows.map(tokenOf);
  }

  async function add({ name, scopes, expires_at }: NewToken, by?: By) {
    const secret = newSecret(TOKEN_PREFIX);
    const created_by = by && "id" in by.actor ? by.actor.id : null;
    const row = { id: newId(), name, scopes: scopes.join(" "), created_at: now(), created_by, expires_at };
    await write(async (tx) => {
      await tx`insert into tokens ${tx([dialect.row({ ...row, hash: hashOf(secret) })])}`;
      const after = { name, scopes, expires_at: iso(expires_at) };
      await appendAudit(tx, { ...entryOf("token.add", row.id, by), before: null, after });
    });
    return { token: tokenOf({ ...row, used_at: null, used_from: null }), secret };
  }

  function revoke(id: string, by?: By) {
    return write(async (tx) => {
      const gone = await tx<Pick<TokenRow, "name" | "scopes">[]>`
        delete from tokens where id = ${id} returning name, scopes`;
      const before = gone.map(({ name, scopes }) => ({ name, scopes: scopesIn(scopes) }))[0];
      if (before) await appendAudit(tx, { ...entryOf("token.revoke", id, by), before, after: null });
      return gone.length > 0;
    });
  }

  const entryOf = (action: AuditAction, id: string, by: By | undefined) => ({
    ...byWhom(by),
    at: now(),
    action,
    subject: subjectOf("token", id),
  });

  async function find(secret: string, address: string) {
    const [row] = await lookup<TokenRow[]>`
      select id, name, scopes, expires_at, used_at from tokens where hash = ${hashOf(secret)}`;
    const at = now();
    if (!row || (row.expires_at !== null && Number(row.expires_at) <= at)) return undefined;
    if (isNoteDue(timeOf(row.used_at), at)) noteUse(row.id, address, at);
    return { kind: "token", id: row.id, name: row.name, scopes: scopesIn(row.scopes) } as const;
  }

  /** Nobody waits for it, as with sessions. */
  function noteUse(id: string, address: string, at: number) {
    writeUnqueued(
      (sql) => sql`update tokens set used_at = ${at}, used_from = ${address} where id = ${id}`,
    ).catch(() => {});
  }

  return { list, add, revoke, find };
}

function tokenOf(row: TokenRow): Token {
  return {
    ...row,
    scopes: scopesIn(row.scopes),
    created_at: Number(row.created_at),
    expires_at: timeOf(row.expires_at),
    used_at: timeOf(row.used_at),
  };
}

const timeOf = (at: number | null) => (at === null ? null : Number(at));

function scopesIn(words: string): Scope[] {
  return SCOPES.filter((scope) => words.split(" ").includes(scope));
}
