import type { Browser } from "playwright-core";
import { startRedis, type TestRedis } from "../support/redis";
import { type Floor, type FloorOptions, openFloor } from "./floor";
import type { Result } from "./result";

/** The scale of a fault: how long it lasts, how often it comes, how much happens meanwhile. */
export type Length = "short" | "long";
export type Fault = {
  name: string;
  /** Why it cannot be tried here; undefined when it can. */
  cannot?(): string | undefined;
  /** False where only `bun run faults` tries it: the suite has little time. */
  inSuite?: boolean;
  /** Whether `bun run faults` tries it once more beside another program that takes every core. */
  alsoBusy?: boolean;
  /** Where it takes longer than the usual five seconds until all is well again; its note says why. */
  liveWithinSeconds?: number;
  run(browser: Browser, length: Length): Promise<Result>;
};

export const LIVE_WITHIN_SECONDS = 5;

export const pick = <T>(length: Length, short: T, long: T) => (length === "short" ? short : long);
export const seconds = (count: number) => Bun.sleep(count * 1000);

export async function onFloor(
  browser: Browser,
  options: FloorOptions,
  act: (floor: Floor) => Promise<Result>,
): Promise<Result> {
  await using floor = await openFloor(browser, options);
  return await act(floor);
}

export async function onFloorWithRedis(
  browser: Browser,
  options: FloorOptions,
  act: (floor: Floor, redis: TestRedis) => Promise<Result>,
): Promise<Result> {
  await using redis = await startRedis();
  await using floor = await openFloor(browser, { ...options, settings: { REDIS_URL: redis.url } });
  return await act(floor, redis);
}
