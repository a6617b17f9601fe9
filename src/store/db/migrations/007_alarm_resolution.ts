import type { Dialect } from "../dialect";

/**
 * Who closed an alarm and how. `news` numbers alarms in the order in which they can be seen, so that
 * acknowledging a whole list never includes one that nobody has seen.
 */
export function alarmResolution({ numberNewAlarms }: Dialect): readonly string[] {
  return [
    `alter table alarms add column resolved_by text`,
    `alter table alarms add column called_false integer not null default 0`,
    `alter table alarms add column news bigint not null default 0`,
    numberNewAlarms,
  ];
}
