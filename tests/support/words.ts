import type { Cause } from "../../src/domain/alarm/cause";
import { englishCauses } from "../../src/words/cause_text";

/** Words causes as the wire does, in a plant that keeps UTC. */
export const wordCause = englishCauses("UTC");

/** The reason that other programs would be given. */
export function reasonOf({ cause }: { cause?: Cause | null }): string | null {
  return cause ? wordCause(cause, null) : null;
}
