import type { Dialect } from "../dialect";

/** The tables of the first version: machines, readings, roll-ups, alarms, events, detector states. */
export function firstTables({ numberedKey, keyedTable }: Dialect): readonly string[] {
  return [
    `create table facts (name text primary key, value text not null)`,
    `create table machines (
      key ${numberedKey}, id text not null unique, name text not null unique, type text not null,
      description text, manufacturer text, model text, factory_name text, factory_location text, location text,
      rated_power_kw double precision, data_interval_seconds double precision not null,
      is_active integer not null, is_critical integer not null,
      created_at bigint not null, updated_at bigint not null,
      raw_from bigint not null default 0, raw_count bigint not null default 0)`,
    `create table readings (
      machine_key integer not null references machines (key), at bigint not null, mode text, metrics text not null,
      primary key (machine_key, at)) ${keyedTable}`,
    `create table stale_minutes (
      machine_key integer not null references machines (key), at bigint not null,
      primary key (machine_key, at)) ${keyedTable}`,
    `create table rollups (
      machine_key integer not null references machines (key), span integer not null, at bigint not null,
      metrics text not null, kwh double precision,
      primary key (machine_key, span, at)) ${keyedTable}`,
    `create table alarms (
      key ${numberedKey}, id text not null unique, machine_id text, machine_name text,
      state text not null, severity text not null, anomaly_type text not null, metric text,
      value double precision, expected_value double precision, unit text,
      deviation_percent double precision, deviation_sd double precision,
      score double precision, peak_score double precision,
      detection_method text, reason text, origin text not null,
      opened_at bigint not null, updated_at bigint not null, cleared_at bigint, resolved_at bigint,
      acknowledged_at bigint, acknowledged_by text, note text)`,
    `create index alarms_open on alarms (severity, opened_at, key) where state <> 'resolved'`,
    `create index alarms_newest on alarms (opened_at, key)`,
    `create index alarms_of_machine on alarms (machine_id, opened_at, key)`,
    `create table events (
      key ${numberedKey}, event_id text not null unique, type text not null, machine_id text,
      recorded_at bigint not null, json text not null,
      cursor text, epoch text, cursor_ms bigint, cursor_seq bigint)`,
    `create index events_pending on events (key) where cursor is null`,
    `create index events_announced on events (epoch, cursor_ms, cursor_seq) where cursor is not null`,
    `create index events_of_type on events (type, key)`,
    `create index events_of_machine on events (machine_id, key)`,
    `create index events_recorded on events (recorded_at)`,
    `create table states (machine_id text primary key, json text not null)`,
  ];
}
