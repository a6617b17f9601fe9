import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { Redis } from "ioredis";
import { every } from "../../async/every";
import { RedisTaken } from "../redis_taken";
import { connect } from "./connection";
import type { RedisBusLog } from "./redis_bus";
import script from "./scripts/claim.lua" with { type: "text" };

export type ClaimOptions = {
  /** The word that names the database: the servers of one share the Redis. */
  database: string;
  timeoutMs?: number;
  /**
   * How long a killed server keeps it, how often a living one renews it, and how often another asks for it.
   */
  holdMs?: number;
  renewMs?: number;
  askMs?: number;
  log?: RedisBusLog;
};

/** The right of a database's servers to take in what other programs publish on a Redis. */
export type Claim = {
  /** False while the servers of another database have it: what both took in would be there twice. */
  isOurs(): boolean;
  stop(): Promise<void>;
};

const KEY = "andon:owner";
/** A stopped server leaves it behind for so long: another one of its database may still be at work. */
const AFTER_STOP_MS = 3_000;

/**
 * Claims a Redis for the servers of one database. Channels reach across the numbered databases of a Redis, so
 * the claim lies in the first of them. While Redis is away the claim is left open, and made when it is back.
 *
 * @throws {RedisTaken} when a living server of another database has it, naming that one
 */
export async function claimRedis(
  url: string,
  { database, timeoutMs = 2000, holdMs = 6_000, renewMs = 1_500, askMs = 250, log }: ClaimOptions,
): Promise<Claim> {
  const redis = connect(url, timeoutMs, { enableOfflineQueue: true, lazyConnect: true }).duplicate({ db: 0 });
  redis.on("error", () => {});
  const server = crypto.randomUUID();
  const about = `pid ${process.pid} on ${hostname()}`;
  let other: string | null = null;

  async function claim(): Promise<string | null> {
    return (await redis.eval(script, 1, KEY, database, about, server, holdMs)) as string | null;
  }

  async function renew() {
    const before = other;
    other = await claim().catch(() => other);
    if (other !== null && before === null)
      log?.warn({ other }, "Another server has taken this Redis with another database");
  }

  const until = performance.now() + holdMs + askMs;
  await renew();
  while (other !== null && performance.now() < until) {
    await setTimeout(askMs);
    await renew();
  }
  if (other !== null) {
    redis.disconnect();
    throw new RedisTaken(taken(other));
  }
  const renewing = every({ pauseMs: renewMs, onTrouble: () => {} }, renew);
  return {
    isOurs: () => other === null,
    async stop() {
      await renewing.stop();
      await release(redis, server).catch(() => {});
      redis.disconnect();
    },
  };
}

async function release(redis: Redis, server: string) {
  if (redis.status !== "ready" || (await redis.hget(KEY, "server")) !== server) return;
  await redis.pexpire(KEY, AFTER_STOP_MS);
}

function taken(other: string): string {
  return `REDIS_URL: another Andon (${other}) is at work on this Redis with another database, and each would take in every event of other programs; give each plant a Redis of its own, or the same PostgreSQL to both (DATABASE_URL)`;
}
