import { once } from "node:events";
import { Redis, type RedisOptions } from "ioredis";
import { reasonOf } from "../../domain/reason";

/** Why the newest connection could not be made. */
const troubles = new WeakMap<Redis, string>();

/** Why there is no connection, in the words of the server or the system; undefined once one is made. */
export const troubleOf = (redis: Redis) => troubles.get(redis);

/**
 * A connection that is made by itself and again whenever it breaks.
 * @param url redis://…, rediss://…, or the path of a unix socket (also as unix://…)
 * @param timeoutMs how long anything may take
 */
export function connect(url: string, timeoutMs: number, options: RedisOptions): Redis {
  const redis = new Redis(url.replace(/^(redis\+)?unix:\/\//, ""), {
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    disconnectTimeout: 100,
    // A link that is dead without a sign would otherwise hold its commands until the kernel gives up.
    socketTimeout: 2 * timeoutMs,
    maxRetriesPerRequest: 1,
    maxLoadingRetryTime: 200,
    retryStrategy: (tries) => Math.min(25 * 2 ** tries, 1000),
    ...options,
  });
  // Every failure shows as a rejected call or in `health`.
  redis.on("error", (error: Error & { command?: unknown }) => {
    // The command of a failed sign-in holds the password, and a log would show it.
    delete error.command;
    troubles.set(redis, reasonOf(error));
  });
  redis.on("ready", () => troubles.delete(redis));
  // Every call during a connect waits for it with a listener of its own.
  redis.setMaxListeners(0);
  return redis;
}

/** Waits for a connection that is being made; rejects when it fails or takes longer than `timeoutMs`. */
export async function connected(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === "ready") return;
  if (redis.status === "reconnecting" || redis.status === "end")
    throw new Error(troubleOf(redis) ?? "there is no connection");
  const signal = AbortSignal.timeout(timeoutMs);
  await once(redis, "ready", { signal }).catch((error: unknown) => {
    throw signal.aborted ? new Error(`no connection within ${timeoutMs} ms`) : error;
  });
}
