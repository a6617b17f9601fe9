import { afterAll, afterEach, beforeAll, beforeEach, describe } from "bun:test";
import { Redis } from "ioredis";
import { createRedisBus, type RedisBus, type RedisBusOptions } from "../../src/bus/redis/redis_bus";
import { anomaly, createRecordingSubscriber, type RecordingSubscriber, span } from "./recording_subscriber";
import { startRedis, type TestRedis, whyNoRedis } from "./redis";

/** An event of another program, but for its kind. */
export const EXTERNAL = { severity: "critical", timestamp: "2025-10-16T07:18:45.724209", value: null };

type Server = { bus: RedisBus; subscriber: RecordingSubscriber };

/** A Redis, emptied before each test, another program's connection to it, and servers that join. */
export type RedisScene = {
  readonly redis: TestRedis;
  readonly other: Redis;
  /** A server's bus with its subscriber, which has not joined yet; it ends with the test. */
  server(options?: RedisBusOptions, url?: string): Server;
  /** As `server`, joined. */
  join(options?: RedisBusOptions, handlers?: Partial<RecordingSubscriber>): Promise<Server>;
  /** Adds events of these values to `andon:in`. */
  addIn(from: number, to: number): Promise<void>;
};

/** Every test that `tests` names, on a Redis of their own. */
export function onRedis(title: string, tests: (scene: RedisScene) => void) {
  const why = whyNoRedis();
  describe.skipIf(Boolean(why))(`${title}${why ? ` (skipped: ${why})` : ""}`, () => {
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

    function server(options: RedisBusOptions = {}, url = redis.url): Server {
      const bus = createRedisBus(url, { beatMs: 100, ...options });
      open.push(bus);
      return { bus, subscriber: createRecordingSubscriber() };
    }

    tests({
      get redis() {
        return redis;
      },
      get other() {
        return other;
      },
      server,
      async join(options = {}, handlers = {}) {
        const joined = server(options);
        await joined.bus.subscribe(Object.assign(joined.subscriber, handlers));
        return joined;
      },
      async addIn(from, to) {
        const event = (value: number) =>
          JSON.stringify({ ...EXTERNAL, event_type: "anomaly_detected", value });
        for (const n of span(from, to)) await other.xadd("andon:in", "*", "event", event(n));
      },
    });
  });
}

/** As the outbox relay does: until it succeeds. */
export async function announceSurely(bus: RedisBus, value: number): Promise<void> {
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
