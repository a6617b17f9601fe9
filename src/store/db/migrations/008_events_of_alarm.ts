/** The alarm that an event is about, so that playback finds how the alarm stood at a moment. */
export function eventsOfAlarm(): readonly string[] {
  return [
    `alter table events add column anomaly_id text`,
    `create index events_of_alarm on events (anomaly_id, key) where anomaly_id is not null`,
  ];
}
