import { expect, onTestFinished, test } from "bun:test";
import { Redis } from "ioredis";
import { createRedisLog } from "../../../src/bus/redis/log";
import { anomaly } from "../../support/recording_subscriber";
import { onRedis } from "../../support/redis_scene";

const ALL = ["reset", "on", ">s3cret", "~*", "&*", "+@all"];

onRedis("appending nothing to the log", (scene) => {
  const allow = (...rules: string[]) => scene.other.acl("SETUSER", "andon", ...rules);
  async function signedIn() {
    await allow(...ALL);
    const redis = new Redis(scene.redis.url, { username: "andon", password: "s3cret" });
    onTestFinished(() => redis.disconnect());
    return createRedisLog(redis, 1000);
  }
  const traces = async () => [
    await scene.other.xrange("andon:log", "-", "+"),
    await scene.other.call("XINFO", "STREAM", "andon:log").catch(() => null),
    await scene.other.keys("andon:seen:*"),
  ];

  test.each([
    ["adding to the log", ["-xadd"], /xadd|can't run/],
    ["the keys that know doubles", ["resetkeys", "~andon:epoch", "~andon:log"], /key/],
    ["writing the log", ["resetkeys", "~andon:epoch", "~andon:seen:*", "%R~andon:log"], /key/],
  ])("fails without %s as appending does, and leaves no trace", async (_, rules, words) => {
    const log = await signedIn();
    await log.append([anomaly(1)]);
    const before = await traces();
    expect(await log.append([])).toEqual([]);
    await allow(...rules);
    await expect(log.append([anomaly(2)])).rejects.toThrow(words); // the guard
    await expect(log.append([])).rejects.toThrow(words);
    await allow(...ALL);
    expect(await log.append([])).toEqual([]);
    expect(await traces()).toEqual(before);
  });

  test("fails while Redis is full, and makes no log where there is none", async () => {
    const log = await signedIn();
    expect(await log.append([])).toEqual([]);
    expect(await scene.other.exists("andon:log")).toBe(0);
    await scene.other.config("SET", "maxmemory", "1");
    await expect(log.append([])).rejects.toThrow("OOM");
    await scene.other.config("SET", "maxmemory", "0");
  });
});
