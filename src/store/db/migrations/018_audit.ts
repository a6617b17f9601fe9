import { FIRST_HASH } from "../../../domain/audit/entry";

/** The audit log, its end (the row that servers lock to append one after another), and what it is filtered by. */
export function audit(): readonly string[] {
  return [
    `create table audit (
      n bigint not null primary key, at bigint not null,
      actor_kind text not null, actor_id text, actor_name text, address text,
      action text not null, subject text not null, before text, after text, hash text not null)`,
    `create index audit_at on audit (at)`,
    `create index audit_action on audit (action, n)`,
    `create index audit_subject on audit (subject, n)`,
    `create index audit_actor on audit (actor_name, n)`,
    `create table audit_head (one integer not null primary key, n bigint not null, hash text not null)`,
    `insert into audit_head (one, n, hash) values (1, 0, '${FIRST_HASH}')`,
  ];
}
