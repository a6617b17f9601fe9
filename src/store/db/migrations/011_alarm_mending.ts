/** What was mended in another program's event, JSON, so that its alarm can say so. */
export function alarmMending(): readonly string[] {
  return [`alter table alarms add column mended text`];
}
