import { text } from "../../src/words/text";
import { suppressedText } from "./alarm/suppressed_text";
import type { Condition } from "./condition";
import { markText } from "./mark_text";

type Drawing = { machineId: string; timezone: string; now: number };

/** The sentence about a value that is not good, missing or out of range, or about an alarm that calls nobody. */
export function doubtText(condition: Condition, { machineId, timezone, now }: Drawing): string | undefined {
  const named = (metric: string) => text.metric(metric, machineId);
  switch (condition.kind) {
    case "bad": {
      const { value } = condition;
      return text.tile.markedMetric(named(value.metric), markText(value, timezone, now) ?? "");
    }
    case "missing":
      return text.tile.missing(named(condition.metric), text.duration(now - condition.since));
    case "suppressed":
      return suppressedText(condition.by, timezone, now);
    case "outOfRange":
      return text.tile.outside(named(condition.metric), text.duration(now - condition.since));
    default:
      return undefined;
  }
}
