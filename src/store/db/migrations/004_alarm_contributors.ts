/** The metrics that add most to an alarm's score, as JSON. */
export function alarmContributors(): readonly string[] {
  return [`alter table alarms add column contributors text`];
}
