import type { Value } from "../../src/live/state/value";
import { text } from "../../src/words/text";
import { plantTime } from "./time";

/** What is said of a value that is not good; undefined of a good one. */
export function markText({ quality, since, sent }: Value, timezone: string, now: number): string | undefined {
  if (!quality) return undefined;
  const from = since === undefined ? text.unknown : plantTime(since, timezone, now);
  return text.tile.marked[quality](sent, from);
}
