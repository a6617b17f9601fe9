/** The state that servers on one database share: the leader lease, and how far each machine is judged. */
export function sharedServers(): readonly string[] {
  return [
    `alter table events add column server text`,
    `create table leases (name text primary key, holder text not null, until bigint not null)`,
    `create table judged (machine_id text primary key, at bigint not null)`,
  ];
}
