import { expect, test } from "bun:test";
import { claimRedis } from "../../../src/bus/redis/claim";
import { RedisTaken } from "../../../src/bus/redis_taken";
import { eventually } from "../../support/andon";
import { anomalies, anomaly, span, valuesOf } from "../../support/recording_subscriber";
import { onRedis } from "../../support/redis_scene";

/** What another program may write into the log, by mistake or not. */
const NO_EVENT = [
  "garbage",
  "null",
  "5",
  "[".repeat(50_000),
  '{"event_type":"anomaly_detected"}',
  '{"event_type":"anomaly_detected","event_id":7}',
  '{"event_id":"x"}',
];

onRedis("what others write where only servers write", (scene) => {
  test.each(NO_EVENT)(
    "an entry of the log that is no event is passed over and told once: %#",
    async (text) => {
      const { bus, subscriber } = await scene.join();
      const [before = ""] = await bus.announce([anomaly(1)]);
      await scene.other.xadd("andon:log", "*", "event", text);
      await bus.ping();
      await bus.announce([anomaly(2)]);
      await subscriber.until(() => subscriber.events.length === 2);
      const late = await scene.join({ from: before });
      await late.subscriber.until(() => late.subscriber.events.length === 1);
      expect(await bus.since(before, 10)).toMatchObject({
        kind: "events",
        events: [{ value: 2 }],
        more: false,
      });
      expect(late.subscriber.unreadable).toEqual(["andon:log no event lies in the log"]);
      expect([...subscriber.gaps, ...late.subscriber.gaps]).toEqual([]);
      await bus.ping();
    },
  );

  test("such entries at the end of the log are no reason to count as away, nor are they told again", async () => {
    const { bus, subscriber } = await scene.join({ beatMs: 20 });
    await bus.announce([anomaly(1)]);
    for (const text of NO_EVENT) await scene.other.xadd("andon:log", "*", "event", text);
    await subscriber.until(() => subscriber.unreadable.length === NO_EVENT.length);
    for (const _ of span(1, 10)) await bus.ping();
    await bus.announce([anomaly(2)]);
    await subscriber.until(() => subscriber.events.length === 2);
    expect(subscriber.unreadable).toHaveLength(NO_EVENT.length);
    expect(subscriber.healths.filter((ok) => !ok)).toEqual([]);
    expect(subscriber.gaps).toEqual([]);
  });

  test("more of them than a page holds hide nothing that follows", async () => {
    const { bus } = await scene.join();
    const [before = ""] = await bus.announce([anomaly(1)]);
    for (const _ of span(1, 25)) await scene.other.xadd("andon:log", "*", "x", "y");
    await bus.announce(anomalies(2, 4));
    const read: unknown[] = [];
    for (let cursor = before, more = true; more;) {
      const page = await bus.since(cursor, 2);
      if (page.kind !== "events") throw new Error("a gap");
      read.push(...valuesOf(page.events));
      cursor = page.events.at(-1)?.id ?? cursor;
      more = page.more;
    }
    expect(read).toEqual([2, 3, 4]);
  });

  type Spoil = (other: typeof scene.other) => Promise<unknown>;
  const list =
    (key: string): Spoil =>
    (other) =>
      other.multi().del(key).lpush(key, "x").exec();
  test.each<[string, Spoil]>([
    ["the log is a text", (other) => other.set("andon:log", "x")],
    ["the log is a list", list("andon:log")],
    ["the epoch is a list", list("andon:epoch")],
    ["the epoch is no word", (other) => other.set("andon:epoch", "x y")],
    [
      "the log has an id from far ahead",
      (other) => other.xadd("andon:log", "18446744073709551614-1", "event", "x"),
    ],
  ])("%s: the log begins anew, with a gap, and events arrive", async (_, spoil) => {
    const { bus, subscriber } = await scene.join();
    const [before = ""] = await bus.announce([anomaly(1)]);
    await subscriber.until(() => subscriber.events.length === 1);
    await spoil(scene.other);
    await bus.announce([anomaly(2)]);
    await subscriber.until(() => subscriber.events.length === 2);
    expect(valuesOf(subscriber.events)).toEqual([1, 2]);
    expect(subscriber.gaps).toHaveLength(1);
    expect(await bus.since(before, 10)).toMatchObject({ kind: "gap" });
    await bus.ping();
  });

  test("something else in the place of andon:in is told as long as it is there: nothing can be sent", async () => {
    const { bus, subscriber } = await scene.join({ takesInbound: true });
    const told: string[] = [];
    subscriber.health = (ok, reason) => void told.push(ok ? "ok" : reason);
    await scene.other.multi().del("andon:in").set("andon:in", "x").exec();
    await eventually(async () => told.length === 1, "it is told");
    expect(told).toEqual([expect.stringContaining("andon:in is no stream")]);
    await expect(bus.ping()).rejects.toThrow("andon:in is no stream");
    await scene.other.del("andon:in");
    await eventually(async () => told.length === 2, "it is over");
    expect(told[1]).toBe("ok");
    await scene.addIn(1, 1);
    await subscriber.until(() => subscriber.externals.length === 1);
  });

  test("something else in the place of andon:owner lets no server of another database in", async () => {
    const claim = (database: string) =>
      claimRedis(scene.redis.url, { database, holdMs: 300, renewMs: 20, askMs: 20 });
    const ours = await claim("one");
    await scene.other.multi().del("andon:owner").set("andon:owner", "x").exec();
    await eventually(async () => (await scene.other.type("andon:owner")) === "hash", "it is claimed anew");
    await expect(claim("two")).rejects.toBeInstanceOf(RedisTaken);
    expect(ours.isOurs()).toBe(true);
    await ours.stop();
  });

  test("a key of another kind in the place of a known event's cursor", async () => {
    const { bus, subscriber } = await scene.join();
    const event = anomaly(1);
    await scene.other.lpush(`andon:seen:${event.event_id}`, "x");
    await bus.announce([event]);
    await subscriber.until(() => subscriber.events.length === 1);
  });
});
