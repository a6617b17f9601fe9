import type { Dialect } from "../dialect";

/** Training jobs and the energy baselines that they make. */
export function training({ numberedKey }: Dialect): readonly string[] {
  return [
    `create table training_jobs (
      key ${numberedKey}, id text not null unique, machine_id text not null, is_open integer not null,
      created_at bigint not null, touched_at bigint not null, json text not null)`,
    `create unique index training_jobs_open on training_jobs (machine_id) where is_open = 1`,
    `create index training_jobs_newest on training_jobs (created_at, id)`,
    `create table baselines (
      key ${numberedKey}, id text not null unique, machine_id text not null, version integer not null,
      is_active integer not null, created_at bigint not null, from_at bigint not null, to_at bigint not null,
      json text not null, unique (machine_id, version))`,
  ];
}
