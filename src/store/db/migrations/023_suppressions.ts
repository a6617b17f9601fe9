/**
 * Times in which the alarms of a machine, a metric or an area call nobody, and which alarms that holds of. Any of
 * them that has not ended may be in force; `begun_at` is null while it is not.
 */
export function suppressions(): readonly string[] {
  return [
    `create table suppressions (
      id text primary key, kind text not null, machine_id text, area_id text, metric text, anomaly_type text, source text,
      begins_at bigint not null, until bigint, weekly text, timezone text not null, reason text,
      named text, named_id text, created_at bigint not null, skipped_until bigint, begun_at bigint,
      ended_at bigint, ended_by text, ended_by_id text)`,
    "create index suppressions_current on suppressions (created_at) where ended_at is null",
    "create index suppressions_ended on suppressions (ended_at)",
    "alter table alarms add column suppressed text",
    "create index alarms_suppressed on alarms (key) where suppressed is not null and state <> 'resolved'",
  ];
}
