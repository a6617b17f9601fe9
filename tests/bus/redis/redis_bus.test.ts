import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { Redis } from "ioredis";
import { createRedisBus, type RedisBus, type RedisBusOptions } from "../../../src/bus/redis/redis_bus";
import { startRedis, type TestRedis, whyNoRedis } from "../../support/redis";
import { startLossyProxy } from "../../support/lossy_proxy";
import {
  anomalies,
  anomaly,
  createRecordingSubscriber,
  type RecordingSubscriber,
  powerOf,
  span,
  valuesOf,
} from "../../support/recording_subscriber";

const missing = whyNoRedis();
const sent = { severity: "critical", timestamp: "2025-10-16T07:18:45.724209", value: null };

describe.skipIf(missing !== undefined)(`the bus in Redis${missing ? ` (${missing})` : ""}`, () => {
  let redis: TestRedis;
  let other: Redis;
  let open: RedisBus[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    other = new Redis(redis.url, { retryStrategy: () => 20, maxLoadingRetryTime: 20 });
    other.on("error", () => {});
  });
  afterAll(async () => {
    other.disconnect();
    await redis.stop();
  });
  beforeEach(() => other.flushall());
  afterEach(async () => {
    await Promise.all(open.map((bus) => bus.close()));
    open = [];
  });

  /** A server's bus and what its subscriber hears. */
  async function join(
    options: RedisBusOptions = {},
    handlers: Partial<RecordingSubscriber> = {},
  ): Promise<{ bus: RedisBus; subscriber: RecordingSubscriber }> {
    const bus = createRedisBus(redis.url, { beatMs: 100, ...options });
    const subscriber = Object.assign(createRecordingSubscriber(), handlers);
    open.push(bus);
    await bus.subscribe(subscriber);
    return { bus, subscriber };
  }

  test("every server hears every event once, in the order of the log", async () => {
    const [a, b] = [await join(), await join()];
    const cursors = await Promise.all([
      a.bus.announce(anomalies(1, 700)),
      b.bus.announce(anomalies(701, 1400)),
    ]);
    await Promise.all(
      [a, b].map(({ subscriber }) => subscriber.until(() => subscriber.events.length >= 1400)),
    );
    expect(a.subscriber.events).toEqual(b.subscriber.events);
    expect(valuesOf(a.subscriber.events).toSorted((x, y) => Number(x) - Number(y))).toEqual(span(1, 1400));
    expect(a.subscriber.events.filter(({ value }) => Number(value) <= 700).map(({ id }) => id)).toEqual(
      cursors[0],
    );
    expect(a.bus.latest()).toBe(a.subscriber.events.at(-1)?.id ?? "");
  });

  test("an event announced twice keeps its cursor and is heard once, whoever announces it", async () => {
    const [a, b] = [await join(), await join()];
    const event = anomaly(1);
    const [first] = await a.bus.announce([event]);
    expect(await b.bus.announce([event, anomaly(2)])).toContain(first ?? "");
    await a.subscriber.until(() => a.subscriber.events.length === 2);
    expect(valuesOf(a.subscriber.events)).toEqual([1, 2]);
  });

  test("a burst of 5,000 events arrives whole and in order", async () => {
    const { bus, subscriber } = await join();
    const cursors = await bus.announce(anomalies(1, 5000));
    await subscriber.until(() => subscriber.events.length >= 5000);
    expect(valuesOf(subscriber.events)).toEqual(span(1, 5000));
    expect(subscriber.events.map(({ id }) => id)).toEqual(cursors);
  });

  test("since gives what followed a cursor, a piece at a time", async () => {
    const { bus } = await join();
    const start = bus.latest();
    const cursors = await bus.announce(anomalies(1, 10));
    const whole = await bus.since(start, 100);
    expect(whole).toMatchObject({ kind: "events", latest: cursors[9], more: false });
    expect(whole.kind === "events" && valuesOf(whole.events)).toEqual(span(1, 10));
    const piece = await bus.since(cursors[3] ?? "", 2);
    expect(piece).toMatchObject({ kind: "events", latest: cursors[9], more: true });
    expect(piece.kind === "events" && piece.events.map(({ id }) => id)).toEqual(cursors.slice(4, 6));
  });

  test("a cursor of another epoch, from the future or older than the log is a gap", async () => {
    const { bus } = await join({ streamLength: 10 });
    const start = bus.latest();
    const latest = (await bus.announce(anomalies(1, 5))).at(-1) ?? "";
    expect(await bus.since(start, 10)).toMatchObject({ kind: "events" }); // the guard: nothing is cut yet
    for (const cursor of ["winter-17-0", "spring-3", "nonsense", latest.replace(/-\d+-/, "-99999999999999-")])
      expect(await bus.since(cursor, 10)).toEqual({ kind: "gap", latest });
    await bus.announce(anomalies(6, 500));
    expect(await bus.since(start, 10)).toMatchObject({
      kind: "gap",
      latest: expect.stringContaining(start.split("-")[0] ?? ""),
    });
  });

  test("a broken link loses nothing and repeats nothing", async () => {
    const [a, b] = [await join(), await join()];
    await a.bus.announce(anomalies(1, 3));
    await b.subscriber.until(() => b.subscriber.events.length === 3);
    const sending = (async () => {
      for (const n of span(4, 60)) await announceSurely(a.bus, n);
    })();
    for (const _ of span(1, 3)) {
      await other.call("CLIENT", "KILL", "TYPE", "pubsub");
      await b.subscriber.until(() => b.subscriber.healths.at(-1) === false);
      await b.subscriber.until(() => b.subscriber.healths.at(-1) === true);
    }
    await sending;
    await b.subscriber.until(() => b.subscriber.events.length >= 60);
    expect(valuesOf(b.subscriber.events)).toEqual(span(1, 60));
    expect(b.subscriber.gaps).toEqual([]);
  });

  test("a Redis that comes back with its data leaves no gap", async () => {
    const [a, b] = [await join(), await join()];
    const start = b.bus.latest();
    await a.bus.announce(anomalies(1, 3));
    await b.subscriber.until(() => b.subscriber.events.length === 3);
    await redis.restart("kept");
    await announceSurely(a.bus, 4);
    await b.subscriber.until(() => b.subscriber.events.length === 4);
    expect(valuesOf(b.subscriber.events)).toEqual(span(1, 4));
    expect(b.subscriber.gaps).toEqual([]);
    expect(await b.bus.since(start, 10)).toMatchObject({ kind: "events", more: false });
  });

  test("a Redis that comes back empty is a new epoch, and every old cursor is told of the gap", async () => {
    const { bus, subscriber } = await join();
    const [old = ""] = await bus.announce([anomaly(1)]);
    await subscriber.until(() => subscriber.events.length === 1);
    await redis.restart("empty");
    await announceSurely(bus, 2);
    await subscriber.until(() => subscriber.events.length === 2 && subscriber.healths.at(-1) === true);
    expect(subscriber.gaps.map(([from]) => from)).toEqual([old]);
    expect(await bus.since(old, 10)).toEqual({ kind: "gap", latest: bus.latest() });
    expect(await bus.since(bus.latest(), 10)).toMatchObject({ kind: "events", events: [] });
  });

  test("a log that lost its newest events starts a new epoch instead of hiding the hole", async () => {
    const { bus, subscriber } = await join();
    const cursors = await bus.announce(anomalies(1, 5));
    await subscriber.until(() => subscriber.events.length === 5);
    // What a restart from an older snapshot leaves behind.
    const third = (cursors[2] ?? "").replace(/^\w+-/, "");
    await other
      .multi()
      .del("andon:log")
      .xadd("andon:log", third, "event", JSON.stringify(anomaly(3)))
      .exec();
    await bus.announce([anomaly(6)]);
    expect(await bus.since(cursors[4] ?? "", 10)).toMatchObject({ kind: "gap" });
    await subscriber.until(() => subscriber.events.length === 6);
    expect(subscriber.gaps).toHaveLength(1);
  });

  test("what was published without being heard is found by the pulse", async () => {
    const { bus, subscriber } = await join();
    const entry = await other.xadd("andon:log", "*", "event", JSON.stringify(anomaly(7)));
    await subscriber.until(() => subscriber.events.length === 1);
    expect(bus.latest()).toEndWith(entry ?? "nothing");
  });

  test("values are heard by every server as ours, without a cursor", async () => {
    const [a, b] = [await join(), await join()];
    a.bus.announceValues([powerOf("boiler-1", 1), powerOf("boiler-1", 2)]);
    await b.subscriber.until(() => b.subscriber.values.length === 2);
    expect(valuesOf(b.subscriber.values)).toEqual([1, 2]);
    expect(b.subscriber.externals).toEqual([]);
    expect(b.bus.latest()).toEndWith("-0-0");
  });

  test("messages of other programs are handed over as they are, identical ones too, and bad ones named", async () => {
    const { subscriber } = await join();
    await other.publish("anomaly.detected", JSON.stringify(sent));
    await other.publish("anomaly.detected", JSON.stringify(sent));
    await other.publish("metric.updated", JSON.stringify(powerOf("boiler-1", 5)));
    await other.publish("anomaly.detected", JSON.stringify({ ...sent, severity: "bad" }));
    await other.publish("training.progress", "{");
    await subscriber.until(() => subscriber.unreadable.length === 2);
    expect(subscriber.externals.map((event) => event.event_type)).toEqual([
      "anomaly_detected",
      "anomaly_detected",
      "metric_updated",
    ]);
    expect(subscriber.unreadable[0]).toStartWith("anomaly.detected severity: ");
    expect(subscriber.unreadable[1]).toStartWith("training.progress the message is not a JSON object");
    expect(subscriber.events).toEqual([]);
  });

  test("an event copied here from another plant's log is another program's, and ours go on", async () => {
    const { bus, subscriber } = await join();
    await other.publish("anomaly.detected", JSON.stringify({ ...anomaly(1), id: "winter-1700000000000-0" }));
    await subscriber.until(() => subscriber.externals.length === 1);
    await bus.announce([anomaly(2)]);
    await subscriber.until(() => subscriber.events.length === 1);
    expect(subscriber.externals[0]).not.toHaveProperty("id");
    expect(subscriber.gaps).toEqual([]);
  });

  test("what is added to andon:in is taken in once, even if it was added while no server ran", async () => {
    await addIn(1, 150);
    await other.xadd("andon:in", "*", "event", "{");
    const [a, b] = [await join({ takesInbound: true }), await join({ takesInbound: true })];
    const all = () => [...a.subscriber.externals, ...b.subscriber.externals];
    await Promise.race([a, b].map(({ subscriber }) => subscriber.until(() => all().length === 150)));
    expect(valuesOf(all()).toSorted((x, y) => Number(x) - Number(y))).toEqual(span(1, 150));
    while ((await other.xlen("andon:in")) > 0);
    expect([...a.subscriber.unreadable, ...b.subscriber.unreadable]).toEqual([
      "andon:in the message is not a JSON object",
    ]);
  });

  test("of several servers one takes in what other programs send; the others only keep it in mind", async () => {
    let leader = "a";
    const [a, b] = await Promise.all(
      ["a", "b"].map((name) => join({ takesInbound: true }, { isLeader: () => leader === name })),
    );
    const onStandby: unknown[] = [];
    b!.subscriber.externalOnStandby = (event) => onStandby.push(event);
    await other.publish("anomaly.detected", JSON.stringify(sent));
    await a!.subscriber.until(() => a!.subscriber.externals.length === 1);
    await addIn(1, 50);
    await a!.subscriber.until(() => a!.subscriber.externals.length === 51);
    leader = "b";
    await addIn(51, 52);
    await b!.subscriber.until(() => b!.subscriber.externals.length === 2);
    expect(onStandby).toEqual(a!.subscriber.externals.slice(0, 1));
    expect(a!.subscriber.externals).toHaveLength(51);
  });

  test("a hint is heard by every server; what is none disturbs nobody", async () => {
    const ears = [await join(), await join()];
    const heard: unknown[][] = [[], []];
    const both = Promise.all(
      ears.map(
        ({ subscriber }, index) =>
          new Promise<void>((resolve) => {
            subscriber.peerMessage = (message) => {
              heard[index]!.push(message);
              resolve();
            };
          }),
      ),
    );
    for (const noise of ["{", '{"kind":"riot"}', '{"kind":"readings","machines":"all"}'])
      await other.publish("andon:hint", noise);
    ears[0]!.bus.sendToPeers({ kind: "readings", machines: ["m"], outside: true });
    await both;
    expect(heard[0]).toEqual([{ kind: "readings", machines: ["m"], outside: true }]);
    expect(heard[1]).toEqual(heard[0]!);
    expect(ears[0]!.subscriber.unreadable).toEqual([]);
  });

  test("what of andon:in could not be recorded is asked for again", async () => {
    const bus = createRedisBus(redis.url, { takesInbound: true, retryMs: 20 });
    open.push(bus);
    const subscriber = createRecordingSubscriber();
    let refusals = 2;
    const { external } = subscriber;
    subscriber.external = async (event) => {
      if (refusals-- > 0) throw new Error("the database is away");
      await external(event);
    };
    await bus.subscribe(subscriber);
    await addIn(1, 1);
    await subscriber.until(() => subscriber.externals.length === 1);
    expect(refusals).toBe(-1);
    while ((await other.xlen("andon:in")) > 0);
  });

  test("one of andon:in that cannot be recorded does not hold up those beside it, and stays", async () => {
    const bus = createRedisBus(redis.url, { takesInbound: true });
    open.push(bus);
    const subscriber = createRecordingSubscriber();
    const { external } = subscriber;
    subscriber.external = (event) =>
      event.value === 2 ? Promise.reject(new Error("spoilt")) : external(event);
    await addIn(1, 3);
    await bus.subscribe(subscriber);
    await subscriber.until(() => subscriber.externals.length === 2);
    while ((await other.xlen("andon:in")) > 1);
    const [[, fields]] = (await other.xrange("andon:in", "-", "+")) as [[string, string[]]];
    expect(JSON.parse(fields[1] ?? "")).toMatchObject({ value: 2 });
    expect(valuesOf(subscriber.externals)).toEqual([1, 3]);
  });

  test("one that never can be recorded while others are is moved to andon:in:refused, with its reason", async () => {
    const lines: string[] = [];
    const log = { warn: (_: object, text: string) => lines.push(text), info() {} };
    const bus = createRedisBus(redis.url, { takesInbound: true, retryMs: 20, log });
    open.push(bus);
    const subscriber = createRecordingSubscriber();
    const { external } = subscriber;
    subscriber.external = (event) =>
      event.value === 0 ? Promise.reject(new Error("spoilt")) : external(event);
    const counted: unknown[] = [];
    subscriber.inboundFailed = (count, reason) => counted.push([count, reason]);
    const refused = new Promise((resolve) => (subscriber.deadLetter = resolve));
    await bus.subscribe(subscriber);
    await addIn(0, 0);
    let isOver = false;
    void refused.then(() => (isOver = true));
    for (let value = 1; !isOver; value += 1) {
      await addIn(value, value);
      await subscriber.until(() => subscriber.externals.length === value);
    }
    expect(await refused).toEqual({ id: expect.any(String), reason: "spoilt" });
    const [[, fields]] = (await other.xrange("andon:in:refused", "-", "+")) as [[string, string[]]];
    expect(fields.slice(2, 4)).toEqual(["reason", "spoilt"]);
    expect(JSON.parse(fields[fields.indexOf("event") + 1] ?? "")).toMatchObject({ value: 0 });
    while ((await other.xlen("andon:in")) > 0);
    expect(counted).toEqual([[1, "spoilt"]]);
    expect(lines.filter((line) => line.includes("andon:in")).length).toBeLessThanOrEqual(3);
  });

  test("a silent Redis is noticed, announcing fails in about two seconds, and nothing is lost after it", async () => {
    const [a, b] = [await join(), await join()];
    redis.freeze();
    const start = performance.now();
    try {
      await expect(a.bus.announce([anomaly(1)])).rejects.toThrow("Cannot announce 1 events: Redis is away");
      expect(performance.now() - start).toBeWithin(1500, 3000);
      await b.subscriber.until(() => b.subscriber.healths.at(-1) === false);
      expect(performance.now() - start).toBeLessThan(10_000);
      expect(b.bus.canary()).toBeGreaterThan(1500);
    } finally {
      redis.thaw();
    }
    await announceSurely(a.bus, 2);
    await b.subscriber.until(() => b.subscriber.events.length === 2 && b.subscriber.healths.at(-1) === true);
    expect(valuesOf(b.subscriber.events)).toEqual([1, 2]);
    expect(b.bus.canary()).toBeLessThan(1500);
  }, 15_000);

  test("a subscriber whose link went deaf without a word is given a new one and misses nothing", async () => {
    const link = startLossyProxy(redis.url);
    const bus = createRedisBus(link.url, { beatMs: 50, timeoutMs: 100 });
    open.push(bus);
    const subscriber = createRecordingSubscriber();
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
    await redis.kill();
    const { bus, subscriber } = await join();
    expect(subscriber.healths).toEqual([false]);
    await expect(bus.ping()).rejects.toThrow("Cannot reach the event bus: Redis is away");
    await expect(bus.since(bus.latest(), 1)).rejects.toThrow("Redis is away");
    bus.announceValues([powerOf("boiler-1", 1)]);
    await redis.start();
    await subscriber.until(() => subscriber.healths.at(-1) === true);
    await bus.ping();
    expect(bus.lostValues()).toBe(1);
    await bus.announce([anomaly(1)]);
    await subscriber.until(() => subscriber.events.length === 1);
  });

  test("a Redis that answers but cannot write is away", async () => {
    const { bus, subscriber } = await join();
    await other.config("SET", "maxmemory", "1");
    await subscriber.until(() => subscriber.healths.at(-1) === false);
    await expect(bus.announce([anomaly(1)])).rejects.toThrow("OOM");
    await other.config("SET", "maxmemory", "0");
    await subscriber.until(() => subscriber.healths.at(-1) === true);
  });

  /** As the drain does: until it succeeds. */
  async function announceSurely(bus: RedisBus, value: number): Promise<void> {
    const event = anomaly(value);
    for (;;) {
      try {
        await bus.announce([event]);
        return;
      } catch {
        await new Promise(setImmediate);
      }
    }
  }

  async function addIn(from: number, to: number): Promise<void> {
    const event = (value: number) => JSON.stringify({ ...sent, event_type: "anomaly_detected", value });
    for (const n of span(from, to)) await other.xadd("andon:in", "*", "event", event(n));
  }
});
