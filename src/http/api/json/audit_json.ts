import type { AuditEntry } from "../../../domain/audit/entry";
import { iso } from "../../../domain/iso";

/** An entry of the audit log as programs are sent it. */
export function auditJson({ n, at, actor_kind, actor_id, actor_name, before, after, ...entry }: AuditEntry) {
  return {
    n,
    at: iso(at),
    actor: { kind: actor_kind, id: actor_id, name: actor_name },
    ...entry,
    before: valueIn(before),
    after: valueIn(after),
  };
}

/**
 * The value of an entry's JSON text; the text itself when somebody has made it unreadable in the database.
 */
export function valueIn(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return json;
  }
}
