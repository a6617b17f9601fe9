import type { Redis } from "ioredis";
import { reasonOf } from "../../../domain/reason";
import { isRefusal } from "../refusal";
import { GROUP, STREAM } from "./intake";

const EVERY_MS = 1_000;
/** Past it no entry lies: reading from here takes and touches none. */
const LAST_ID = "18446744073709551615-0";

/** Whether a command failed only because the group is not made yet. */
export const isNoGroup = (error: unknown) => reasonOf(error).includes("NOGROUP");

const isNoStream = (error: unknown) => reasonOf(error).includes("WRONGTYPE");

/**
 * Proves at most once a second that Redis lets this server deal with entries. Rights may vanish at any time,
 * and where nothing is sent nobody would notice: each is tried without effect, also by servers that do not
 * read now.
 * @param refused told the outcome: "" or why not
 */
export function rightsProof(
  reader: Redis,
  consumer: string,
  refused = (_: string) => {},
): () => Promise<void> {
  let dueAt = performance.now() + EVERY_MS;

  return async () => {
    if (performance.now() < dueAt) return;
    dueAt = performance.now() + EVERY_MS;
    const answers = await reader
      .pipeline()
      .xreadgroup("GROUP", GROUP, consumer, "COUNT", 1, "STREAMS", STREAM, LAST_ID)
      .xack(STREAM, GROUP, "0-0")
      .xdel(STREAM, "0-0")
      .exec();
    const errors = answers?.flatMap(([error]) => error ?? []) ?? [];
    const refusal = errors.find(isRefusal);
    if (refusal) refused(reasonOf(refusal));
    else if (errors.some(isNoStream))
      refused(`${STREAM} is no stream: another program has put something else there, delete it`);
    else if (errors.every(isNoGroup)) refused("");
  };
}
