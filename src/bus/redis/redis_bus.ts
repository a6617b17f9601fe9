import { singleFlight } from "../../async/coalesce";
import { lasting } from "../../async/lasting";
import { type Cursor, NO_CURSOR } from "../../domain/cursor";
import { CHANNELS, type MetricUpdated } from "../../domain/event";
import type { Bus, BusHandlers, Since } from "../bus";
import { valueMessage } from "../message";
import { PEER_CHANNEL } from "../peer_message";
import type { Claim } from "./claim";
import { connect, connected } from "./connection";
import { reasonOf } from "../../domain/reason";
import { createFollower } from "./follower";
import { createLinkMonitor, type LinkMonitor } from "./link_monitor";
import { createRedisLog } from "./log";
import { isRefusal } from "./refusal";
import { subscribe, type Subscription } from "./subscription";

export type RedisBusOptions = {
  /** About how many events the log keeps. */
  streamLength?: number;
  /** Also read the stream `andon:in`. */
  takesInbound?: boolean;
  /** How long an entry of `andon:in` that could not be recorded waits for its next try; milliseconds. */
  retryMs?: number;
  /** How often the link is proven, and how long anything may take; milliseconds. */
  beatMs?: number;
  timeoutMs?: number;
  /** The last event known to have been announced: later ones are passed on first. */
  from?: Cursor;
  /** Without it the Redis counts as this server's own. */
  claim?: Claim;
  log?: RedisBusLog;
};

export type RedisBusLog = {
  warn(details: object, text: string): void;
  info(details: object, text: string): void;
};

export type RedisBus = Bus & {
  /** Values that could not be announced because Redis was away. */
  lostValues(): number;
};

/**
 * The bus that several servers and other programs share. Connects by itself and never gives up; while Redis
 * is away `announce`, `since` and `ping` reject within about two seconds.
 *
 * @param url redis://…, rediss://…, or the path of a unix socket (also as unix://…)
 */
export function createRedisBus(url: string, options: RedisBusOptions = {}): RedisBus {
  const { streamLength = 100_000, takesInbound = false, retryMs = 10_000 } = options;
  const { beatMs = 2000, timeoutMs = 2000, from, claim } = options;
  const commands = connect(url, timeoutMs, { enableOfflineQueue: false });
  const log = createRedisLog(commands, streamLength);
  const ask = asking(() => connected(commands, timeoutMs));
  let handlers: BusHandlers | undefined;
  let subscription: Subscription | undefined;

  const follower = createFollower({
    read: log.read,
    event: (event) => handlers?.event(event),
    gap: (from, to) => handlers?.gap?.(from, to),
    unreadable: (text) => handlers?.malformed("andon:log", "no event lies in the log", text),
    from,
  });
  const linkMonitor = createLinkMonitor({
    ...{ commands, beatMs, timeoutMs, follower },
    probe: () => ask("prove the log", log.probe),
    changed(ok, reason) {
      if (ok) options.log?.info({}, "the event bus is back");
      else options.log?.warn({ reason }, "the event bus is away");
      handlers?.health(ok, reason);
    },
  });
  const values = valuePublisher(commands);

  return {
    kind: "redis",
    announce: announcer(ask, log, linkMonitor),
    announceValues: values.publish,
    sendToPeers: (message) => void commands.publish(PEER_CHANNEL, JSON.stringify(message)).catch(() => {}),
    subscribe(given) {
      handlers = given;
      const links = { url, timeoutMs, retryMs, takesInbound, commands, follower, linkMonitor };
      subscription = subscribe(given, { ...links, claim, log: options.log, logClock: log.now });
      return subscription.started;
    },
    since: singleFlight(sinceOf(ask, log), (cursor, limit) => `${cursor} ${limit}`),
    latest: () => follower.passed() ?? NO_CURSOR,
    canary: linkMonitor.canary,
    beginAnew: () => ask("begin the log anew", log.beginAnew),
    ping: pingOf(ask, log, linkMonitor),
    async close() {
      await subscription?.stop();
      await claim?.stop();
      commands.disconnect();
    },
    lostValues: values.lost,
  };
}

/** Appends events to the log, and tells the monitor whether Redis took them. */
function announcer(ask: Ask, log: ReturnType<typeof createRedisLog>, monitor: LinkMonitor): Bus["announce"] {
  return async (events) => {
    try {
      const what = events.length > 0 ? `${events.length} events` : "events";
      const cursors = await ask(`announce ${what}`, () => log.append(events));
      monitor.announced();
      return cursors;
    } catch (error) {
      monitor.announceFailed(reasonOf(error));
      throw error;
    }
  };
}

type Ask = <T>(doing: string, work: () => Promise<T>) => Promise<T>;

/** Does work on a connection, or says in a sentence why it cannot be done. */
function asking(isConnected: () => Promise<void>): Ask {
  return async (doing, work) => {
    try {
      await isConnected();
      return await work();
    } catch (error) {
      const cause = isRefusal(error) ? "Redis refuses it" : "Redis is away";
      throw new Error(`Cannot ${doing}: ${cause} (${reasonOf(error)})`, { cause: error });
    }
  };
}

function sinceOf(ask: Ask, log: ReturnType<typeof createRedisLog>) {
  return async (cursor: Cursor, limit: number): Promise<Since> => {
    const { latest, gap, events, more } = await ask("read the log", () => log.read(cursor, limit));
    return gap ? { kind: "gap", latest } : { kind: "events", events, latest, more };
  };
}

/** Who asks more often than this costs Redis nothing. */
const SCRIPT_PROVES_FOR_MS = 1_000;

/**
 * The script is tried at once, and the monitor told when it fails: every page says then what this says. What
 * the monitor knows is said in any case, and so is whether messages come back, by its last canary.
 */
function pingOf(ask: Ask, log: ReturnType<typeof createRedisLog>, monitor: LinkMonitor) {
  const tryScript = lasting(() => ask("reach the event bus", log.probe), SCRIPT_PROVES_FOR_MS);
  return async () => {
    try {
      await tryScript();
    } catch (error) {
      monitor.report({ kind: "not_proven", reason: reasonOf(error) });
      throw error;
    }
    const reason = monitor.awayReason();
    if (reason) throw new Error(`The event bus does not work: ${reason}`);
  };
}

/** Publishes values in one go and counts those that Redis did not take. */
function valuePublisher(commands: ReturnType<typeof connect>) {
  let lost = 0;
  return {
    lost: () => lost,
    publish(values: MetricUpdated[]) {
      const published_at = new Date().toISOString();
      const pipeline = commands.pipeline();
      for (const value of values)
        pipeline.publish(CHANNELS.metric_updated, valueMessage(value, published_at));
      pipeline.exec().then(
        (results) => (lost += results?.filter(([error]) => error).length ?? 0),
        () => (lost += values.length),
      );
    },
  };
}
