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
 */
export async function openBus({ redisUrl, events, log }: OpenBusDeps): Promise<Bus> {
  if (!redisUrl) return createLocalBus(events);
  const { createRedisBus } = await import("./redis/redis_bus");
  // Where the log stood at the last announcement of this process, or of the one before it.
  const [lastAnnounced] = await events.list({ limit: 1 });
  return createRedisBus(redisUrl, { takesInbound: true, log, from: lastAnnounced?.id });
}

const REFUSES_WITHIN_MS = 2_000;

/** Why the Redis of a setting does not let this server in; undefined when it does, or cannot be reached now. */
export async function busRefusal(redisUrl: string | undefined): Promise<string | undefined> {
  if (!redisUrl) return undefined;
  const { redisRefusal } = await import("./redis/try_access");
  return redisRefusal(redisUrl, REFUSES_WITHIN_MS);
}
