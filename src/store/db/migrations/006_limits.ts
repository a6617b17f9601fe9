/** The limits that operators set on machines, as JSON. */
export function limits(): readonly string[] {
  return [`create table limits (machine_id text primary key, json text not null)`];
}
