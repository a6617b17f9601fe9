import { HOUR_MS } from "../time_units";
import type { Alarm } from "./alarm";

/** An alarm that is open for so long may be what is normal now: somebody is asked, and it waits for them. */
export const ASK_NORMAL_AFTER_MS = 8 * HOUR_MS;
/** These are no matter of a normal: a limit, a rule, a silence, a fault and a value that cannot be stay what they are. */
const NOT_LEARNED: ReadonlySet<string> = new Set(["limit", "mode", "plausibility", "rule"]);

/** The score of what is no matter of a normal: a higher one is a detector's. */
const UNLEARNED_SCORE = 1;

/** Whether an alarm asks "still so; normal now?": something learned has part in it, as it was reported last. */
export function asksIfNormal(alarm: Pick<Alarm, "state" | "opened_at" | "updated_at"> & Involved): boolean {
  const { state, opened_at, updated_at } = alarm;
  const isActive = state === "new" || state === "acknowledged";
  return isActive && involvesLearned(alarm) && updated_at - opened_at >= ASK_NORMAL_AFTER_MS;
}

type Involved = Pick<Alarm, "origin" | "detection_method" | "deviation_sd" | "peak_score">;

/** Whether a detector has part in an alarm, whatever opened it and whatever was reported last. */
function involvesLearned({ origin, detection_method, deviation_sd, peak_score }: Involved): boolean {
  if (origin !== "live" || detection_method === null) return false;
  return !NOT_LEARNED.has(detection_method) || deviation_sd !== null || (peak_score ?? 0) > UNLEARNED_SCORE;
}
