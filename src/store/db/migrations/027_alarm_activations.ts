import type { Dialect } from "../dialect";

/**
 * Each time an alarm called: a narrow row beside its event, which is kept as long as the alarm. Of before this table
 * there is one for each alarm.
 */
export function alarmActivations({ numberedKey }: Dialect): readonly string[] {
  return [
    `create table alarm_activations (
      key ${numberedKey}, anomaly_id text not null, at bigint not null, machine_id text, metric text,
      anomaly_type text not null, priority integer not null, suppressed integer not null default 0,
      ended_at bigint, end_kind text, acknowledged_at bigint)`,
    "create unique index activations_of_alarm on alarm_activations (anomaly_id, at)",
    "create index activations_by_time on alarm_activations (at, key)",
    "create index activations_by_end on alarm_activations (ended_at)",
    `insert into alarm_activations (
        anomaly_id, at, machine_id, metric, anomaly_type, priority, suppressed, ended_at, end_kind, acknowledged_at)
      select alarms.id, opened_at, coalesce(alarms.machine_id, machine_name), metric, coalesce(alert_type, anomaly_type),
        case severity when 'critical' then case when is_critical = 1 then 1 else 2 end
          when 'warning' then case when is_critical = 1 then 3 else 4 end else 4 end,
        case when suppressed is null then 0 else 1 end, coalesce(cleared_at, resolved_at),
        case when cleared_at is not null then 'cleared' when resolved_at is not null then 'closed' end,
        acknowledged_at
      from alarms left join machines on machines.id = alarms.machine_id
      where state <> 'finding' and not (origin = 'detect' and state = 'resolved' and acknowledged_at is null)
      order by alarms.key`,
  ];
}
