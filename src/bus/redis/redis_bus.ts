import { once } from "node:events";
import { Redis, type RedisOptions } from "ioredis";
import type { Cursor } from "../../domain/cursor";
import { CHANNELS } from "../../domain/event";
import type { Bus, BusHandlers, Since } from "../bus";
import { createFollower } from "./follower";
import { PEER_CHANNEL, readPeerMessage } from "../peer_message";
import { valueMessage } from "../message";
import { createLinkMonitor } from "./link_monitor";
import { createReceiver } from "./receiver";
import { createRedisLog } from "./log";
import { startInboundStream } from "./inbound_stream";
import { singleFlight } from "../../async/coalesce";

export type RedisBusOptions = {
  /** About how many events the log keeps. */
  streamLength?: number;
  /** Also take in what other programs add to the stream `andon:in`. */
  takesInbound?: boolean;
  /** Whether it is this server's turn to take in foreign events, of either way: of several servers one does. */
  isTurn?(): boolean;
  /** When an event of `andon:in` that could not be recorded is tried again; milliseconds. */
  retryMs?: number;
  /** How often the link is proven, and how long anything may take; milliseconds. */
  beatMs?: number;
  timeoutMs?: number;
  /** The last event known to have been announced: what came after it is passed on first. */
  from?: Cursor;
  /** Told when the bus goes away and comes back. */
  log?: { warn(details: object, text: string): void; info(details: object, text: string): void };
};

export type RedisBus = Bus & {
  /** Values that could not be announced because Redis was away. */
  lostValues(): number;
};

/**
 * The bus that several servers and other programs share. Connects by itself and never gives up; while Redis is away
 * `announce`, `since` and `ping` reject within about two seconds.
 *
 * @param url redis://…, rediss://…, or the path of a unix socket (also as unix://…)
 */
export function createRedisBus(url: string, options: RedisBusOptions = {}): RedisBus {
  const {
    streamLength = 100_000,
    takesInbound = false,
    isTurn = () => true,
    retryMs = 10_000,
    beatMs = 2000,
    timeoutMs = 2000,
  } = options;
  const commands = connect(url, timeoutMs, { enableOfflineQueue: false });
  const log = createRedisLog(commands, streamLength);
  let handlers: BusHandlers | undefined;
  let stop = async () => {};
  let lostValues = 0;

  const follower = createFollower({
    read: log.read,
    event: (event) => handlers?.event(event),
    gap: (from, to) => handlers?.gap?.(from, to),
    from: options.from,
  });

  async function ask<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      await connected(commands, timeoutMs);
      return await work();
    } catch (error) {
      throw new Error(`Cannot ${doing}: Redis is away (${reasonOf(error)})`, { cause: error });
    }
  }

  async function readSince(cursor: Cursor, limit: number): Promise<Since> {
    const { latest, gap, events, more } = await ask("read the log", () => log.read(cursor, limit));
    return gap ? { kind: "gap", latest } : { kind: "events", events, latest, more };
  }

  const since = singleFlight(readSince, (cursor, limit) => `${cursor} ${limit}`);

  const linkMonitor = createLinkMonitor({
    commands,
    beatMs,
    timeoutMs,
    probe: () => ask("prove the log", log.probe),
    follower,
    changed(ok, reason) {
      if (ok) options.log?.info({}, "The event bus is back");
      else options.log?.warn({ reason }, "The event bus is away");
      handlers?.health(ok);
    },
  });

  return {
    kind: "redis",
    async announce(events) {
      try {
        const cursors = await ask(`announce ${events.length} events`, () => log.append(events));
        linkMonitor.announced();
        return cursors;
      } catch (error) {
        linkMonitor.failed(reasonOf(error));
        throw error;
      }
    },
    announceValues(values) {
      const published_at = new Date().toISOString();
      const pipeline = commands.pipeline();
      for (const value of values)
        pipeline.publish(CHANNELS.metric_updated, valueMessage(value, published_at));
      pipeline.exec().then(
        (results) => (lostValues += results?.filter(([error]) => error).length ?? 0),
        () => (lostValues += values.length),
      );
    },
    hint(hint) {
      commands.publish(PEER_CHANNEL, JSON.stringify(hint)).catch(() => {});
    },
    /** Resolves when it follows the log; or, Redis being away, when `health(false)` was told: then it goes on trying. */
    async subscribe(listener) {
      handlers = listener;
      const subscriber = connect(url, timeoutMs, {
        autoResubscribe: false,
        autoResendUnfulfilledCommands: false,
      });
      const receive = createReceiver({
        follower,
        isTurn,
        handlers: listener,
        refused: ({ event_type }, error) =>
          options.log?.warn({ event_type, reason: reasonOf(error) }, "Cannot take in a foreign event"),
      });
      subscriber.on("message", (channel: string, text: string) => {
        if (channel === PEER_CHANNEL) hear(listener, text);
        else if (!linkMonitor.heard(channel)) receive(channel, text);
      });
      const reader = takesInbound ? connect(url, timeoutMs, { commandTimeout: timeoutMs + 2000 }) : undefined;
      const { foreign, malformed, untaken, refused } = listener;
      const told = { foreign, malformed, untaken, refused, log: options.log };
      const stopIntake = reader && startInboundStream({ reader, commands, isTurn, retryMs, ...told });
      stop = async () => {
        linkMonitor.stop();
        subscriber.disconnect();
        await stopIntake?.();
      };
      await linkMonitor.start(subscriber, [...Object.values(CHANNELS), PEER_CHANNEL]);
    },
    since,
    latest: (): Cursor => follower.passed() ?? "none-0",
    canary: linkMonitor.canary,
    async ping() {
      await ask("reach the event bus", () => commands.ping());
    },
    async close() {
      await stop();
      commands.disconnect();
    },
    lostValues: () => lostValues,
  };
}

function hear({ hint }: BusHandlers, text: string): void {
  const heard = readPeerMessage(text);
  if (heard) hint?.(heard);
}

function connect(url: string, timeoutMs: number, options: RedisOptions): Redis {
  const redis = new Redis(url.replace(/^(redis\+)?unix:\/\//, ""), {
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    disconnectTimeout: 100,
    // A link that is dead without a word would otherwise hold its commands until the kernel gives up.
    socketTimeout: 2 * timeoutMs,
    maxRetriesPerRequest: 1,
    maxLoadingRetryTime: 200,
    retryStrategy: (tries) => Math.min(25 * 2 ** tries, 1000),
    ...options,
  });
  // Every failure is told by a rejected call or by `health`.
  redis.on("error", () => {});
  // Everyone who asks while it connects waits for it.
  redis.setMaxListeners(0);
  return redis;
}

/** Waits for a connection that is being made; rejects when it fails or takes too long. */
async function connected(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status === "ready") return;
  if (redis.status === "reconnecting" || redis.status === "end") throw new Error("there is no connection");
  const signal = AbortSignal.timeout(timeoutMs);
  await once(redis, "ready", { signal }).catch((error: unknown) => {
    throw signal.aborted ? new Error(`no connection within ${timeoutMs} ms`) : error;
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
