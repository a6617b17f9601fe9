/** Why an alarm is, as a kind and its values, JSON. Null where there is a sentence at most, as in those of before. */
export function alarmCauses(): readonly string[] {
  return [`alter table alarms add column cause text`];
}
