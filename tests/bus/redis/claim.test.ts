import { expect, test } from "bun:test";
import { type Claim, claimRedis } from "../../../src/bus/redis/claim";
import { RedisTaken } from "../../../src/bus/redis_taken";
import { onRedis } from "../../support/redis_scene";

const SOON = { holdMs: 400, renewMs: 50, askMs: 20 };

onRedis("the claim on a Redis", (scene) => {
  const claim = (database: string, url = scene.redis.url) => claimRedis(url, { database, ...SOON });
  const stopped = (...claims: Claim[]) => Promise.all(claims.map((one) => one.stop()));

  test("servers of one database share it, and a restart has it at once", async () => {
    const [a, b] = [await claim("plant"), await claim("plant")];
    expect([a.isOurs(), b.isOurs()]).toEqual([true, true]);
    await stopped(a, b);
    const again = await claim("plant");
    await stopped(again);
  });

  test("beside a living server of another database it is refused, and that one is named", async () => {
    const first = await claim("plant");
    await expect(claim("another")).rejects.toThrow(RedisTaken);
    await expect(claim("another")).rejects.toThrow(`another Andon (pid ${process.pid} on `);
    expect(first.isOurs()).toBe(true);
    await stopped(first);
  });

  test("another numbered database of the same Redis is no other Redis: its channels are the same", async () => {
    const first = await claim("plant");
    const numbered = `${scene.redis.url}?db=3`;
    await expect(claim("another", numbered)).rejects.toThrow(RedisTaken);
    await stopped(first);
  });

  test("the claim of a server that was killed runs out", async () => {
    await scene.other.hset("andon:owner", { database: "gone", about: "pid 1", server: "x" });
    await scene.other.pexpire("andon:owner", 100);
    const next = await claim("plant");
    expect(next.isOurs()).toBe(true);
    await stopped(next);
  });

  test("a server that finds another database's there later takes nothing in, until that has gone", async () => {
    const first = await claim("plant");
    const { subscriber } = await scene.join({ claim: first });
    await scene.other.hset("andon:owner", { database: "another", about: "pid 1", server: "x" });
    await scene.other.persist("andon:owner");
    while (first.isOurs()) await Bun.sleep(5);
    await scene.other.publish(
      "system.alert",
      JSON.stringify({ alert_type: "x", severity: "info", message: "" }),
    );
    // Messages come in the order of publishing: after this one the alert has come too.
    await scene.other.publish("anomaly.detected", "unreadable");
    await subscriber.until(() => subscriber.unreadable.length === 1);
    expect(subscriber.externals).toEqual([]);
    await scene.other.del("andon:owner");
    while (!first.isOurs()) await Bun.sleep(5);
    await stopped(first);
  });
});

test("while Redis is away nothing is refused", async () => {
  const away = await claimRedis("/tmp/there-is-no-redis-here.sock", {
    database: "x",
    timeoutMs: 50,
    ...SOON,
  });
  expect(away.isOurs()).toBe(true);
  await away.stop();
});
