import type { Suppressed } from "../../../src/domain/alarm/suppressed";
import { isolateName } from "../../../src/words/isolate_name";
import { text } from "../../../src/words/text";
import { plantMinute } from "../time";

const words = text.suppression;

/** "Shelved until 14:30 by Ada". @param today an instant of the day whose date need not be said */
export function suppressedText({ kind, until, by }: Suppressed, timezone: string, today: number): string {
  const when =
    until === null ? words.kind[kind] : words.until(words.kind[kind], plantMinute(until, timezone, today));
  return by === null ? when : words.by(when, isolateName(by));
}
