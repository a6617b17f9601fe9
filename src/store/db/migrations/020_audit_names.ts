import type { Dialect } from "../dialect";

/**
 * Names of people, which entries of the audit log refer to: there they can be erased without touching an entry. `salt`
 * is null once the name was erased.
 */
export function auditNames({ keyedTable }: Dialect): readonly string[] {
  return [
    `create table audit_names (id text primary key, person_id text not null, salt text, name text not null)
      ${keyedTable}`,
    "create index audit_names_of_person on audit_names (person_id)",
    "create index audit_names_by_name on audit_names (name)",
  ];
}
