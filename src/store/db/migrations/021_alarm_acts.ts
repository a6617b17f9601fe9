import type { Dialect } from "../dialect";

/**
 * Who is to see to an alarm, until when its acknowledgement holds (null: for ever, as before), and the last act on it,
 * which can be taken back for some seconds.
 */
export function alarmActs({ keyedTable }: Dialect): readonly string[] {
  return [
    "alter table alarms add column assigned_to text",
    "alter table alarms add column assigned_to_id text",
    "alter table alarms add column acknowledged_until bigint",
    "create index alarms_acknowledged on alarms (acknowledged_until) where state = 'acknowledged'",
    `create table alarm_acts (
      anomaly_id text primary key, kind text not null, at bigint not null, whose text not null,
      before_json text not null) ${keyedTable}`,
    "create index alarm_acts_by_time on alarm_acts (at)",
  ];
}
