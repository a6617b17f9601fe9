import { beforeAll } from "bun:test";
import { eventually, type TestAndon } from "../support/andon";
import { SLOW_MACHINE_MS } from "../support/needs";
import { onePostgres } from "../support/postgres";
import type { TestRedis } from "../support/redis";
import { useAndon, useRedis } from "../support/use";

/** Two servers on one Redis and one PostgreSQL. */
export type TwoServers = {
  redis: TestRedis;
  a: TestAndon;
  b: TestAndon;
  /** The server that judges, and the other one. */
  roles(): Promise<{ leader: TestAndon; other: TestAndon }>;
};

export function useTwoServers(): TwoServers {
  const redis = useRedis();
  let database: Promise<string>;
  const settings = async () => {
    database ??= onePostgres().then((postgres) => postgres.fresh());
    return { REDIS_URL: redis.url, DATABASE_URL: await database, LOG_LEVEL: "info" };
  };
  const [a, b] = [useAndon(settings), useAndon(settings)];
  async function roles() {
    await eventually(() => leaderSince(a) + leaderSince(b) > 0, "a server judges");
    return leaderSince(a) > leaderSince(b) ? { leader: a, other: b } : { leader: b, other: a };
  }
  beforeAll(async () => void (await roles()), SLOW_MACHINE_MS);
  return { redis, a, b, roles };
}

/** When this server last began to judge, epoch milliseconds; 0 when it has not since it was started. */
export function leaderSince(server: TestAndon): number {
  return lastLogged(server, "this server judges");
}

/** When this server last began to take in the events of other programs, likewise. */
export function takesInSince(server: TestAndon): number {
  return lastLogged(server, "this server takes in the events of other programs");
}

function lastLogged(server: TestAndon, message: string): number {
  const line = server
    .log()
    .split("\n")
    .findLast((one) => one.includes(`"${message}"`));
  return Number(/"time":(\d+)/.exec(line ?? "")?.[1] ?? 0);
}
