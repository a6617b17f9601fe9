import type { Logger } from "pino";
import type { Store } from "../store/store";
import type { Bus } from "./bus";
import { createLocalBus } from "./local";

type OpenBusDeps = {
  redisUrl: string | undefined;
  events: Pick<Store["events"], "log" | "list">;
  log: Pick<Logger, "info" | "warn">;
};

/**
 * Opens the bus through Redis, or that of this process alone. Alone, the library that speaks with Redis stays
 * unloaded.
 *
 * @throws {RedisTaken} when a server with another database is at work on this Redis
 */
export async function openBus({ redisUrl, events, log }: OpenBusDeps): Promise<Bus> {
  if (!redisUrl) return createLocalBus(events);
  const [{ createRedisBus }, { claimRedis }] = await Promise.all([
    import("./redis/redis_bus"),
    import("./redis/claim"),
  ]);
  const claim = await claimRedis(redisUrl, { database: (await events.log()).epoch, log });
  // Where the log stood at the last announcement of this process, or of the one before it.
  const [lastAnnounced] = await events.list({ limit: 1 });
  return createRedisBus(redisUrl, { takesInbound: true, log, claim, from: lastAnnounced?.id });
}

const REFUSES_WITHIN_MS = 2_000;

/**
 * Why the Redis of a setting does not let this server in; undefined when it does, or cannot be reached now.
 */
export async function busRefusal(redisUrl: string | undefined): Promise<string | undefined> {
  if (!redisUrl) return undefined;
  const { redisRefusal } = await import("./redis/try_access");
  return redisRefusal(redisUrl, REFUSES_WITHIN_MS);
}
