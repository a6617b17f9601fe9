/**
 * Calls for help, and each step of them. While one waits, there is no other of its type at its place: who presses twice, or
 * on two servers, has called once.
 */
export function calls(): readonly string[] {
  const step = (name: string) => `${name}_at bigint, ${name}_by text, ${name}_by_id text`;
  return [
    `create table calls (
      id text primary key, type text not null, machine_id text, area_id text, state text not null,
      ${["opened", "accepted", "arrived", "ended"].map(step).join(", ")},
      waiting_since bigint not null, cause text, note text, steps integer not null, updated_at bigint not null)`,
    `create unique index calls_waiting on calls (type, coalesce(machine_id, ''), coalesce(area_id, ''))
      where ended_at is null`,
    "create index calls_opened on calls (opened_at)",
    `create table call_steps (
      call_id text not null references calls (id), n integer not null, kind text not null, type text not null,
      at bigint not null, "by" text, by_id text, primary key (call_id, n))`,
  ];
}
