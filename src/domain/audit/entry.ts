import { createHash } from "node:crypto";

/**
 * An entry of the audit log as it is stored. `before` and `after` are JSON texts; `at` in epoch milliseconds.
 */
export type AuditEntry = {
  /** Its place in the log: 1, 2, 3 … without a gap. */
  n: number;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string | null;
  address: string | null;
  action: string;
  subject: string;
  before: string | null;
  after: string | null;
  hash: string;
};

/** The hash that the first entry continues. */
export const FIRST_HASH = "0".repeat(64);

/** The text of an entry that its hash vouches for: a JSON array, the fields in this order, without blanks. */
export function canonicalText(entry: Omit<AuditEntry, "hash">): string {
  const { n, at, actor_kind, actor_id, actor_name, address, action, subject, before, after } = entry;
  return JSON.stringify([n, at, actor_kind, actor_id, actor_name, address, action, subject, before, after]);
}

/** The SHA-256 of the hash before and the canonical text, in UTF-8, as 64 hexadecimal digits. */
export function hashOf(previous: string, entry: Omit<AuditEntry, "hash">): string {
  return createHash("sha256").update(previous).update(canonicalText(entry)).digest("hex");
}
