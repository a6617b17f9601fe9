/**
 * What a system alert that stands is known by, so that one told again is the same row. Null in every other alarm, as in
 * those of before.
 */
export function standingAlerts(): readonly string[] {
  return [
    `alter table alarms add column alert_type text`,
    `alter table alarms add column alert_key text`,
    `create index alarms_by_alert_key on alarms (alert_key) where alert_key is not null and state <> 'resolved'`,
    `create index alarms_by_alert_type on alarms (alert_type, machine_id)
      where alert_type is not null and state <> 'resolved'`,
  ];
}
