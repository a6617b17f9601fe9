import { type Alarm, isSuppressed, SEVERITIES } from "../../domain/alarm/alarm";
import type { OpenAlarms } from "./machine_state";

/** The sum of a machine's open alarms; those that are suppressed call nobody. */
export function openAlarmsOf(alarms: ReadonlyMap<string, Alarm>): OpenAlarms {
  const calling = [...alarms.values()].filter((alarm) => !isSuppressed(alarm));
  const unanswered = calling.filter(({ state }) => state === "new");
  const suppressed = worst([...alarms.values()].filter(isSuppressed))?.suppressed;
  return { alarm: worst(calling), suppressed, unanswered: unanswered.map(({ severity }) => severity) };
}

/** The most severe one; of equals the newest. */
function worst(alarms: Iterable<Alarm>): Alarm | null {
  const rank = ({ severity }: Alarm) => SEVERITIES.indexOf(severity);
  let found: Alarm | null = null;
  for (const alarm of alarms) {
    const ahead = found ? rank(alarm) - rank(found) || alarm.opened_at - found.opened_at : 1;
    if (ahead > 0) found = alarm;
  }
  return found;
}
