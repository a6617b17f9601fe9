import type { AuditAction } from "../../domain/audit/actions";
import { type AuditEntry, FIRST_HASH, hashOf } from "../../domain/audit/entry";
import { withoutSecrets } from "../../domain/audit/withheld";
import { storable } from "../../domain/text";
import type { Actor, By } from "../../people/actor";
import type { Sql } from "../db/database";
import { referToNames } from "./kept_names";

/** A change as it comes into the audit log. `before` and `after` become JSON; undefined is nothing. */
export type AuditChange = By & {
  /** Epoch milliseconds. */
  at: number;
  action: AuditAction;
  subject: string;
  before: unknown;
  after: unknown;
};

const COLUMNS = [
  "n",
  "at",
  "actor_kind",
  "actor_id",
  "actor_name",
  "address",
  "action",
  "subject",
  "before",
  "after",
  "hash",
] as const satisfies (keyof AuditEntry)[];

/** Rows a statement. */
const CHUNK_ROWS = 500;

const ANDON: By = { actor: { kind: "system", name: "andon" }, address: null };

/** Who did it, and from where; Andon itself when nobody is named. */
export const byWhom = (by: By | undefined): By => by ?? ANDON;

/**
 * Appends changes to the audit log, in the transaction that makes them. It takes the lock under which servers
 * append one after another, so it comes last in its transaction: whoever waits for it holds what others need.
 */
export async function appendAudit(tx: Sql, changes: AuditChange | readonly AuditChange[]): Promise<void> {
  if (areMany(changes) && changes.length === 0) return;
  // Before the lock: whoever holds it does nothing but append.
  const all = await referToNames(tx, areMany(changes) ? changes : [changes]);
  const [head] = await tx<{ n: number; hash: string }[]>`
    insert into audit_head (one, n, hash) values (1, ${all.length}, ${FIRST_HASH})
    on conflict (one) do update set n = audit_head.n + ${all.length} returning n, hash`;
  const entries = chained(all, Number(head?.n) - all.length, String(head?.hash));
  for (let start = 0; start < entries.length; start += CHUNK_ROWS)
    await tx`insert into audit ${tx(entries.slice(start, start + CHUNK_ROWS), ...COLUMNS)}`;
  await tx`update audit_head set hash = ${String(entries.at(-1)?.hash)} where one = 1`;
}

const areMany = (changes: AuditChange | readonly AuditChange[]): changes is readonly AuditChange[] =>
  Array.isArray(changes);

function chained(changes: readonly AuditChange[], after: number, hash: string): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const [index, change] of changes.entries()) {
    const entry = { n: after + 1 + index, ...rowOf(change) };
    entries.push({ ...entry, hash: hashOf(entries.at(-1)?.hash ?? hash, entry) });
  }
  return entries;
}

/** Hashed is what the database gives back, so only texts that it keeps as they are go in. */
function rowOf({ at, actor, address, action, subject, before, after }: AuditChange) {
  return {
    at: Math.round(at),
    actor_kind: actor.kind,
    actor_id: kept("id" in actor ? actor.id : null),
    actor_name: kept(nameOf(actor)),
    address: kept(address),
    action,
    subject: storable(subject),
    before: jsonOf(before),
    after: jsonOf(after),
  };
}

const nameOf = (actor: Actor) => ("name" in actor ? actor.name : null);

const kept = (text: string | null) => text && storable(text);

const jsonOf = (value: unknown) =>
  value === undefined || value === null ? null : JSON.stringify(withoutSecrets(value));
