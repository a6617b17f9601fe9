/** Earlier names that a machine still answers to, in its order; each belongs to one machine. */
export function machineAliases(): readonly string[] {
  return [
    `create table machine_aliases (
      name text primary key, machine_id text not null references machines (id), place integer not null)`,
    `create index machine_aliases_of_machine on machine_aliases (machine_id, place)`,
  ];
}
