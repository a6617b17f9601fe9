import { own } from "../../domain/own_property";
import { cut, foldName } from "../../domain/text";

const NAME_AT_MOST = 80;
const SUBJECT_AT_MOST = 255;
const GROUPS_AT_MOST = 1_000;
const NAME_CLAIMS = ["name", "preferred_username", "email", "sub"];
const CONTROL = /\p{Cc}/u;

/** Claims of an ID token, or of the provider's answer about a person. */
export type Claims = Readonly<Record<string, unknown>>;

/** Somebody as the identity provider knows them. The key is issuer and subject; a name may change. */
export type Identity = { issuer: string; subject: string; name: string; groups: string[] };

/** Undefined when the subject is none that a database could keep. */
export function identityOf(claims: Claims, rolesClaim: string): Identity | undefined {
  const { iss, sub } = claims;
  if (typeof iss !== "string" || typeof sub !== "string") return undefined;
  if (sub === "" || sub.length > SUBJECT_AT_MOST || CONTROL.test(sub)) return undefined;
  return { issuer: iss, subject: sub, name: nameOf(claims), groups: groupsOf(claims, rolesClaim) ?? [] };
}

function nameOf(claims: Claims): string {
  const given = NAME_CLAIMS.map((name) => claims[name]).filter((value) => typeof value === "string");
  const names = given.map((name) => cut(foldName(name.replace(/\p{Cc}/gu, " ")), NAME_AT_MOST));
  return names.find(Boolean) ?? "";
}

/**
 * The groups that a claim lists; undefined when there is no such claim.
 * @param claim its name, or its path, such as realm_access.roles
 */
export function groupsOf(claims: Claims, claim: string): string[] | undefined {
  const value = own(claims, claim) ?? claim.split(".").reduce<unknown>(within, claims);
  if (value === undefined || value === null) return undefined;
  const listed: unknown[] = Array.isArray(value) ? value : [value];
  return listed.filter((group) => typeof group === "string").slice(0, GROUPS_AT_MOST);
}

function within(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? own(value as Claims, name) : undefined;
}

/**
 * Whether the provider left the groups out, and says only where they could be asked for: Entra does so for
 * members of over 200. Read as "in no group" somebody would quietly lose their role.
 */
export function leavesGroupsOut(claims: Claims, claim: string): boolean {
  const isElsewhere = groupsOf(claims, `_claim_names.${claim}`) !== undefined;
  return isElsewhere || (claim === "groups" && claims.hasgroups === true);
}
