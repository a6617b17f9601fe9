import { stoppedSince } from "../../../src/domain/alarm/not_known";
import type { TileData } from "../../../src/live/state/machine_state";
import { text } from "../../../src/words/text";
import { plantMinute } from "../time";

/** "Not known since 10:42". @param today any instant of the day of which no date is said */
export function notKnownText(since: number, timezone: string, today: number): string {
  return text.alarms.notKnown(plantMinute(since, timezone, today));
}

/** The same of the worst alarm of a machine; none while it is known. */
export function notKnownTexts({ evidence = [] }: TileData, timezone: string, now: number): string[] {
  const since = stoppedSince(evidence, now);
  return since === undefined ? [] : [notKnownText(since, timezone, now)];
}
