/**
 * What feeds a machine (ids as JSON), which alarm another one follows, and alarms that come back: how often, when they
 * opened (JSON), and the id under which the monitor knows the episode that came back.
 */
export function alarmGroups(): readonly string[] {
  return [
    "alter table machines add column fed_by text",
    "alter table alarms add column follows_id text",
    "alter table alarms add column repeats integer",
    "alter table alarms add column chattering integer",
    "alter table alarms add column openings text",
    "alter table alarms add column episode_id text",
    "create index alarms_changed on alarms (machine_id, updated_at)",
    "create index alarms_of_episode on alarms (episode_id) where episode_id is not null",
  ];
}
