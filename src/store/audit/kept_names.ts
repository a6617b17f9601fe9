import {
  type KeptName,
  type Named,
  nameId,
  namesIn,
  referenceTo,
  replaceNames,
  withNames,
} from "../../domain/audit/names";
import type { AuditEntry } from "../../domain/audit/entry";
import { storable } from "../../domain/text";
import type { Sql } from "../db/database";
import type { AuditChange } from "./append";

const SALT_BYTES = 16;
const IDS_A_QUERY = 500;
const PERSON = /^person:([^]*)$/;

/** The changes with references in the place of people's names, which are kept beside the log. */
export async function referToNames(tx: Sql, changes: readonly AuditChange[]): Promise<AuditChange[]> {
  const found = new Map<string, Named>();
  for (const change of changes) replaced(change, (named) => (found.set(keyOf(named), named), ""));
  const references = new Map<string, string>();
  for (const [key, named] of found) references.set(key, await keptReference(tx, named));
  return changes.map((change) => replaced(change, (named) => references.get(keyOf(named)) ?? ""));
}

const keyOf = ({ personId, name }: Named) => JSON.stringify([personId, name]);

function replaced(change: AuditChange, replace: (named: Named) => string): AuditChange {
  const { actor, subject, before, after } = change;
  const who = actor.kind === "person" ? { personId: actor.id, name: actor.name } : undefined;
  const known = { account: PERSON.exec(subject)?.[1], actor: who };
  return {
    ...change,
    actor: who && actor.kind === "person" ? { ...actor, name: replace(who) } : actor,
    before: replaceNames(before, known, replace),
    after: replaceNames(after, known, replace),
  };
}

async function keptReference(tx: Sql, named: Named): Promise<string> {
  const [person_id, name] = [storable(named.personId), storable(named.name)];
  const [row] = await tx<KeptName[]>`
    select id from audit_names where person_id = ${person_id} and name = ${name} and salt is not null limit 1`;
  if (row) return referenceTo(row.id);
  const salt = Buffer.from(crypto.getRandomValues(new Uint8Array(SALT_BYTES))).toString("base64url");
  const kept = { id: nameId(salt, person_id, name), person_id, salt, name };
  await tx`insert into audit_names ${tx([kept])}`;
  return referenceTo(kept.id);
}

/** Entries as people read them: with the names that are kept, or stand in the place of erased ones. */
export async function readNames(sql: Sql, entries: readonly AuditEntry[]): Promise<AuditEntry[]> {
  const ids = [...new Set(entries.flatMap(textsOf).flatMap(namesIn))];
  const names = new Map<string, string>();
  for (let start = 0; start < ids.length; start += IDS_A_QUERY) {
    const some = await sql<KeptName[]>`
      select id, name from audit_names where id in ${sql(ids.slice(start, start + IDS_A_QUERY))}`;
    for (const { id, name } of some) names.set(id, name);
  }
  const inJson = (json: string | null) => json && withNames(json, (id) => quoted(names.get(id)));
  return entries.map((entry) => ({
    ...entry,
    actor_name: entry.actor_name && withNames(entry.actor_name, (id) => names.get(id)),
    before: inJson(entry.before),
    after: inJson(entry.after),
  }));
}

const quoted = (name: string | undefined) => name && JSON.stringify(name).slice(1, -1);

const textsOf = ({ actor_name, before, after }: AuditEntry) =>
  [actor_name, before, after].filter((text) => text !== null);

/** Puts another name in the place of all that a person had; nobody can find out what they were. */
export async function eraseNames(tx: Sql, personId: string, name: string): Promise<void> {
  await tx`update audit_names set name = ${name}, salt = null where person_id = ${personId}`;
}
