import { setTimeout } from "node:timers/promises";
import type { Config } from "../config";
import type { Store } from "../store/store";

/** A server that was killed leaves its lease behind: for so long one cannot tell it from one that lives. */
const GONE_AFTER_MS = 6_000;
const ASK_EVERY_MS = 250;
const HOLD_MS = 5_000;

/**
 * Without Redis servers do not hear each other: then a shared database must have only this one.
 * @throws when another server is at work on it
 */
export async function ensureSingleServer({ redisUrl }: Pick<Config, "redisUrl">, store: Store) {
  if (redisUrl || !store.shared) return;
  const until = performance.now() + GONE_AFTER_MS;
  while (!(await store.lease.take(HOLD_MS))) {
    if (performance.now() > until)
      throw new Error(
        "Cannot start: another server is at work on this database; several servers must share a Redis (REDIS_URL)",
      );
    await setTimeout(ASK_EVERY_MS);
  }
}
