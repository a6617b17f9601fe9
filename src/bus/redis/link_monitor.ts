import type { Redis } from "ioredis";
import { type Cursor, compareCursors } from "../../domain/cursor";
import type { Follower } from "./follower";
import { coalesce } from "../../async/coalesce";

export type LinkMonitorOptions = {
  commands: Redis;
  follower: Follower;
  /** Where the log stands; rejects when it cannot be written. */
  probe(): Promise<Cursor>;
  beatMs: number;
  timeoutMs: number;
  changed(ok: boolean, reason: string): void;
};

/** Proves the link again and again: the log can be written, and what is published is heard. */
export type LinkMonitor = {
  /** Listens on the channels through this connection; resolves with the first verdict, good or bad. */
  start(subscriber: Redis, channels: readonly string[]): Promise<void>;
  /** Whether a message on this channel was the pulse's own. */
  heard(channel: string): boolean;
  /** Milliseconds since the canary was last heard. */
  canary(): number;
  announced(): void;
  failed(reason: string): void;
  stop(): void;
};

const FAILURES_MEAN_AWAY = 3;
/** Failures count this long: after it nobody is trying any more. */
const FAILURE_COUNTS_MS = 5000;

export function createLinkMonitor({
  commands,
  follower,
  probe,
  beatMs,
  timeoutMs,
  changed,
}: LinkMonitorOptions): LinkMonitor {
  const channel = `andon:canary:${crypto.randomUUID()}`;
  const first = Promise.withResolvers<void>();
  let subscriber: Redis | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let joins = 0;
  let joined = false;
  let ok = true;
  let failures = 0;
  let failedAt = 0;
  let canaryHeard = () => {};
  let canaryAt = performance.now();

  function tell(now: boolean, reason = ""): void {
    if (now !== ok && running) {
      ok = now;
      changed(ok, reason);
    }
    first.resolve();
  }

  /** Joins anew after every connection, because only then is it known from when on everything is heard. */
  async function join(channels: readonly string[]): Promise<void> {
    joins += 1;
    const mine = joins;
    try {
      await subscriber?.subscribe(...channels, channel);
      joined = true;
      await beat();
    } catch (error) {
      tell(false, String(error));
      drop(mine);
    }
  }

  /** Gives up a connection that does not hear, unless it has been replaced meanwhile. */
  function drop(join: number): void {
    if (join !== joins || subscriber?.status !== "ready") return;
    joined = false;
    subscriber.disconnect(true);
  }

  function lost(): void {
    joined = false;
    follower.lost();
    tell(false, "the connection was lost");
  }

  const beat = coalesce(async () => {
    try {
      if (!joined) throw new Error("not subscribed to the channels");
      const latest = await probe();
      await sendCanary();
      // The canary came after all that had been announced before it: an event not passed on by now was missed.
      if (!follower.isLive() || isBehind(latest)) await follower.catchUp();
      if (follower.isLive() && !isFailing()) tell(true);
    } catch (error) {
      tell(false, String(error));
    }
  });

  /** From the first verdict on; until then a beat could only say that the connection is still being made. */
  function beatOn(): void {
    clearTimeout(timer);
    if (running) timer = setInterval(beat, beatMs);
  }

  function isBehind(latest: Cursor): boolean {
    const passed = follower.passed() ?? "";
    const [epoch, passedEpoch] = [latest.split("-")[0], passed.split("-")[0]];
    return epoch !== passedEpoch || compareCursors(passed, latest) < 0;
  }

  function isFailing(): boolean {
    return failures >= FAILURES_MEAN_AWAY && performance.now() - failedAt < FAILURE_COUNTS_MS;
  }

  async function sendCanary(): Promise<void> {
    const mine = joins;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const patience = setTimeout(() => resolve(false), timeoutMs);
    canaryHeard = () => resolve(true);
    try {
      await commands.publish(channel, "");
      if (await promise) return;
    } finally {
      clearTimeout(patience);
    }
    drop(mine);
    throw new Error("what is published is not heard");
  }

  return {
    start(connection, channels) {
      subscriber = connection;
      running = true;
      timer = setTimeout(beat, timeoutMs);
      void first.promise.then(beatOn);
      connection.on("ready", () => void join(channels));
      connection.on("close", lost);
      commands.on("close", () => tell(false, "the connection was lost"));
      commands.on("ready", () => joined && void beat());
      return first.promise;
    },
    heard(heardOn) {
      if (heardOn !== channel) return false;
      canaryAt = performance.now();
      canaryHeard();
      return true;
    },
    canary: () => performance.now() - canaryAt,
    announced() {
      failures = 0;
    },
    failed(reason) {
      failures += 1;
      failedAt = performance.now();
      if (failures >= FAILURES_MEAN_AWAY) tell(false, reason);
    },
    stop() {
      running = false;
      clearTimeout(timer);
      first.resolve();
    },
  };
}
