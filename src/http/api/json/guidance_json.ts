import type { GuidanceEntry } from "../../../domain/alarm/guidance";

/** What to do about an alarm as programs are sent it, with the alarms that it was written for. */
export const guidanceJson = ({ scope, guidance }: GuidanceEntry) => ({ ...guidance, scope });
