import { expect, test } from "bun:test";
import { startLossyProxy } from "../../support/lossy_proxy";
import { anomalies, anomaly, powerOf, span, valuesOf } from "../../support/recording_subscriber";
import { announceSurely, onRedis } from "../../support/redis_scene";

onRedis("the link to Redis", (scene) => {
  test("a broken link loses nothing and repeats nothing", async () => {
    const [a, b] = [await scene.join(), await scene.join()];
    await a.bus.announce(anomalies(1, 3));
    await b.subscriber.until(() => b.subscriber.events.length === 3);
    const sending = (async () => {
      for (const n of span(4, 60)) await announceSurely(a.bus, n);
    })();
    for (const _ of span(1, 3)) {
      await scene.other.call("CLIENT", "KILL", "TYPE", "pubsub");
      await b.subscriber.until(() => b.subscriber.healths.at(-1) === false);
      await b.subscriber.until(() => b.subscriber.healths.at(-1) === true);
    }
    await sending;
    await b.subscriber.until(() => b.subscriber.events.length >= 60);
    expect(valuesOf(b.subscriber.events)).toEqual(span(1, 60));
    expect(b.subscriber.gaps).toEqual([]);
  });

  test("a Redis that comes back with its data leaves no gap", async () => {
    const [a, b] = [await scene.join(), await scene.join()];
    const start = b.bus.latest();
    await a.bus.announce(anomalies(1, 3));
    await b.subscriber.until(() => b.subscriber.events.length === 3);
    await scene.redis.restart("kept");
    await announceSurely(a.bus, 4);
    await b.subscriber.until(() => b.subscriber.events.length === 4);
    expect(valuesOf(b.subscriber.events)).toEqual(span(1, 4));
    expect(b.subscriber.gaps).toEqual([]);
    expect(await b.bus.since(start, 10)).toMatchObject({ kind: "events", more: false });
  });

  test("a Redis that comes back empty is a new epoch, and every old cursor is answered with the gap", async () => {
    const { bus, subscriber } = await scene.join();
    const [old = ""] = await bus.announce([anomaly(1)]);
    await subscriber.until(() => subscriber.events.length === 1);
    await scene.redis.restart("empty");
    await announceSurely(bus, 2);
    await subscriber.until(() => subscriber.events.length === 2 && subscriber.healths.at(-1) === true);
    expect(subscriber.gaps.map(([from]) => from)).toEqual([old]);
    expect(await bus.since(old, 10)).toEqual({ kind: "gap", latest: bus.latest() });
    expect(await bus.since(bus.latest(), 10)).toMatchObject({ kind: "events", events: [] });
  });

  test("a log that lost its newest events starts a new epoch instead of hiding the hole", async () => {
    const { bus, subscriber } = await scene.join();
    const cursors = await bus.announce(anomalies(1, 5));
    await subscriber.until(() => subscriber.events.length === 5);
    // The state after a restart from an older snapshot.
    const third = (cursors[2] ?? "").replace(/^\w+-/, "");
    await scene.other
      .multi()
      .del("andon:log")
      .xadd("andon:log", third, "event", JSON.stringify(anomaly(3)))
      .exec();
    await bus.announce([anomaly(6)]);
    expect(await bus.since(cursors[4] ?? "", 10)).toMatchObject({ kind: "gap" });
    await subscriber.until(() => subscriber.events.length === 6);
    expect(subscriber.gaps).toHaveLength(1);
  });

  test("an event that was published without arriving is found by the next proof of the link", async () => {
    const { bus, subscriber } = await scene.join();
    const entry = await scene.other.xadd("andon:log", "*", "event", JSON.stringify(anomaly(7)));
    await subscriber.until(() => subscriber.events.length === 1);
    expect(bus.latest()).toContain(`-${entry}-`);
  });

  test("a silent Redis is noticed, announcing fails in about two seconds, and nothing is lost after it", async () => {
    const [a, b] = [await scene.join(), await scene.join()];
    scene.redis.freeze();
    const start = performance.now();
    try {
      await expect(a.bus.announce([anomaly(1)])).rejects.toThrow("Cannot announce 1 events: Redis is away");
      expect(performance.now() - start).toBeWithin(1500, 3000);
      await b.subscriber.until(() => b.subscriber.healths.at(-1) === false);
      expect(performance.now() - start).toBeLessThan(10_000);
      expect(b.bus.canary()).toBeGreaterThan(1500);
    } finally {
      scene.redis.thaw();
    }
    await announceSurely(a.bus, 2);
    await b.subscriber.until(() => b.subscriber.events.length === 2 && b.subscriber.healths.at(-1) === true);
    expect(valuesOf(b.subscriber.events)).toEqual([1, 2]);
    expect(b.bus.canary()).toBeLessThan(1500);
  }, 15_000);

  test("a subscriber whose connection went deaf is given a new one and misses nothing", async () => {
    const link = startLossyProxy(scene.redis.url);
    const { bus, subscriber } = scene.server({ beatMs: 50, timeoutMs: 100 }, link.url);
    await bus.subscribe(subscriber);
    link.deafen();
    await bus.announce([anomaly(1)]);
    await subscriber.until(() => subscriber.healths.at(-1) === false);
    expect(subscriber.events).toEqual([]); // the guard: the link is deaf
    await subscriber.until(() => subscriber.healths.at(-1) === true);
    expect(valuesOf(subscriber.events)).toEqual([1]);
    link.stop();
  });

  test("without Redis a server starts, says that the bus is away, and joins when it comes", async () => {
    await scene.redis.kill();
    const { bus, subscriber } = await scene.join();
    expect(subscriber.healths).toEqual([false]);
    await expect(bus.ping()).rejects.toThrow("Cannot reach the event bus: Redis is away");
    await expect(bus.since(bus.latest(), 1)).rejects.toThrow("Redis is away");
    bus.announceValues([powerOf("boiler-1", 1)]);
    await scene.redis.start();
    await subscriber.until(() => subscriber.healths.at(-1) === true);
    await bus.ping();
    expect(bus.lostValues()).toBe(1);
    await bus.announce([anomaly(1)]);
    await subscriber.until(() => subscriber.events.length === 1);
  });

  test("a Redis that answers but cannot write is away", async () => {
    const { bus, subscriber } = await scene.join();
    await scene.other.config("SET", "maxmemory", "1");
    await subscriber.until(() => subscriber.healths.at(-1) === false);
    await expect(bus.announce([anomaly(1)])).rejects.toThrow("OOM");
    await scene.other.config("SET", "maxmemory", "0");
    await subscriber.until(() => subscriber.healths.at(-1) === true);
  });

  test("when an announcement gets through again, the bus is back at once, not with the next beat", async () => {
    const { bus, subscriber } = await scene.join({ beatMs: 60_000 });
    await scene.other.config("SET", "maxmemory", "1");
    for (const n of span(1, 3)) await expect(bus.announce([anomaly(n)])).rejects.toThrow("OOM");
    await subscriber.until(() => subscriber.healths.at(-1) === false);
    await scene.other.config("SET", "maxmemory", "0");
    await bus.announce([anomaly(1)]);
    await subscriber.until(() => subscriber.healths.at(-1) === true);
  });
});
