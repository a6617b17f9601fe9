import type { Dialect } from "../dialect";

/** The rules that people made, as JSON. Their names differ by their key, which knows no capitals. */
export function rules({ keyedTable }: Dialect): readonly string[] {
  return [
    `create table rules (
      id text primary key, name_key text not null, json text not null, revision integer not null,
      created_at bigint not null, updated_at bigint not null) ${keyedTable}`,
    "create unique index rules_by_name on rules (name_key)",
  ];
}
