import type { Dialect } from "../dialect";

/**
 * People, what they sign in with, and who answered an alarm. A database that has machines or events already is older than
 * the setting ACCESS, and says so, because what it granted until now it grants on.
 */
export function people({ keyedTable }: Dialect): readonly string[] {
  return [
    `create table people (
      id text primary key, name text not null, login text unique, role text not null, password text, pin text,
      badge text, issuer text, subject text, is_active integer not null default 1, created_at bigint not null,
      erased_at bigint)`,
    "create unique index people_by_badge on people (badge)",
    "create unique index people_by_subject on people (issuer, subject)",
    `create table sessions (
      id text primary key, hash text not null unique, person_id text not null, created_at bigint not null,
      seen_at bigint not null, address text, agent text)`,
    "create index sessions_of_person on sessions (person_id)",
    `create table tokens (
      id text primary key, hash text not null unique, name text not null, scopes text not null,
      created_at bigint not null, created_by text, expires_at bigint, used_at bigint, used_from text)`,
    `create table devices (
      id text primary key, hash text not null unique, name text not null, page text, area text,
      may_act integer not null default 0, created_at bigint not null, created_by text, seen_at bigint)`,
    `create table pairings (
      code text primary key, secret text not null, address text, tries integer not null default 0,
      until bigint not null) ${keyedTable}`,
    `create table attempts (
      id text primary key, name text not null, address text not null, kind text not null, at bigint not null)`,
    "create index attempts_by_name on attempts (kind, name, at)",
    "create index attempts_by_address on attempts (kind, address, at)",
    // Of one use: without a person it makes an administrator, else that person sets a password.
    `create table first_start (hash text primary key, person_id text, until bigint not null) ${keyedTable}`,
    "alter table alarms add column acknowledged_by_id text",
    "alter table alarms add column resolved_by_id text",
    `insert into facts (name, value) select 'older_than_access', 'yes'
      where exists (select 1 from machines) or exists (select 1 from events)`,
  ];
}
