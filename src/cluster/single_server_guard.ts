import { setTimeout } from "node:timers/promises";
import type { Store } from "../store/store";

/** A killed server leaves its lease behind: for so long it cannot be told from one that lives. */
const GONE_AFTER_MS = 6_000;
const ASK_EVERY_MS = 250;
const HOLD_MS = 5_000;

type Waits = { goneAfterMs: number; askEveryMs: number };

/**
 * Without Redis servers do not hear of each other's events: then a shared database must have only this
 * server.
 * @throws when another server is at work on it
 */
export async function ensureSingleServer(
  redisUrl: string | undefined,
  { shared, lease }: Pick<Store, "shared" | "lease">,
  { goneAfterMs, askEveryMs }: Waits = { goneAfterMs: GONE_AFTER_MS, askEveryMs: ASK_EVERY_MS },
) {
  if (redisUrl || !shared) return;
  const until = performance.now() + goneAfterMs;
  while (!(await lease.take(HOLD_MS))) {
    if (performance.now() > until)
      throw new Error(
        "Cannot start: another server is at work on this database; several servers must share a Redis (REDIS_URL)",
      );
    await setTimeout(askEveryMs);
  }
}
