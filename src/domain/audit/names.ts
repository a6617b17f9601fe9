import { createHash } from "node:crypto";

/**
 * A person's name stands in entries as a reference, so that it can be erased while every hash holds. The reference is a
 * hash of the name with a salt: who alters the name is found, and who has erased the salt cannot guess it.
 */
export type KeptName = { id: string; person_id: string; salt: string | null; name: string };

const PREFIX = "@name:";
const REFERENCE = /@name:([\w-]{43})(?![\w-])/g;
/** Fields that hold the name of who did something. */
const WHO = /^(by|\w+_by|assigned_to)$/;
/** Fields of an account that tell who somebody is. */
const ACCOUNT = ["name", "login"];

/** Whether a field holds the name of who did something, in an event or an entry; `<field>_id` beside it is theirs. */
export const namesWho = (field: string) => WHO.test(field);

export const referenceTo = (id: string) => PREFIX + id;

/** What a name is kept under. */
export const nameId = (salt: string, personId: string, name: string) =>
  createHash("sha256")
    .update(JSON.stringify([salt, personId, name]))
    .digest("base64url");

/** The ids of the names that a text refers to. */
export const namesIn = (text: string): string[] => [...text.matchAll(REFERENCE)].map(([, id = ""]) => id);

/** A text with its references replaced; one without a name stays. @param nameOf for JSON: as it stands in quotes */
export const withNames = (text: string, nameOf: (id: string) => string | undefined) =>
  text.replace(REFERENCE, (reference, id: string) => nameOf(id) ?? reference);

/** Whether a kept name is the one that entries refer to, or was erased. */
export const isTrueName = ({ id, person_id, salt, name }: KeptName) =>
  salt === null || nameId(salt, person_id, name) === id;

export type Named = { personId: string; name: string };

/** Whose names stand in a value without an id beside them: of the account, and of who made the change. */
export type KnownPeople = { account: string | undefined; actor: Named | undefined };

/** A value whose names of known people are replaced. What somebody typed never reads as a reference. */
export function replaceNames(value: unknown, known: KnownPeople, replace: (named: Named) => string): unknown {
  if (typeof value === "string") return harmless(value);
  if (Array.isArray(value)) return value.map((inner) => replaceNames(inner, known, replace));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fields).map(([field, inner]) => {
      const personId = typeof inner === "string" ? ownerOf(field, inner, fields, known) : undefined;
      const replaced = personId === undefined ? replaceNames(inner, known, replace) : undefined;
      return [harmless(field), replaced ?? (personId ? replace({ personId, name: String(inner) }) : inner)];
    }),
  );
}

const harmless = (text: string) => text.replaceAll(PREFIX, "@ name:");

function ownerOf(
  field: string,
  name: string,
  fields: Record<string, unknown>,
  { account, actor }: KnownPeople,
) {
  if (ACCOUNT.includes(field)) return account;
  if (!namesWho(field)) return undefined;
  const id = fields[`${field}_id`];
  if (typeof id === "string") return id;
  return actor?.name === name ? actor.personId : undefined;
}
