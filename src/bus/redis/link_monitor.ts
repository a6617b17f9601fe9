import type { Redis } from "ioredis";
import { coalesce } from "../../async/coalesce";
import { type Cursor, compareCursors, parseCursor } from "../../domain/cursor";
import { createCanary } from "./canary";
import { troubleOf } from "./connection";
import { reasonOf } from "../../domain/reason";
import type { Follower } from "./follower";
import { type LinkEffect, type LinkEvent, next, UNLINKED } from "./link_state";

type LinkMonitorOptions = {
  commands: Redis;
  follower: Follower;
  /** Where the log stands; rejects when it cannot be written. */
  probe(): Promise<Cursor>;
  beatMs: number;
  timeoutMs: number;
  changed(ok: boolean, reason: string): void;
};

/** Proves the link again and again: the log can be written, and published messages arrive. */
export type LinkMonitor = {
  /** Listens on the channels through this connection; resolves with the first verdict, good or bad. */
  start(subscriber: Redis, channels: readonly string[]): Promise<void>;
  /** Takes a message if it is the monitor's own canary. */
  takeCanary(channel: string): boolean;
  /** Milliseconds since the canary last came back. */
  canary(): number;
  /** Why the bus counts as away; "" while it does not. */
  awayReason(): string;
  /** Takes in findings of others about the link. */
  report(event: Extract<LinkEvent, { kind: "inbound" | "not_proven" }>): void;
  announced(): void;
  announceFailed(reason: string): void;
  stop(): void;
};

/** Carries out the decisions of `link_state.ts`. */
export function createLinkMonitor(options: LinkMonitorOptions): LinkMonitor {
  const { commands, timeoutMs } = options;
  const canary = createCanary(commands, timeoutMs);
  const firstVerdict = Promise.withResolvers<void>();
  let state = UNLINKED;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let subscribe = async () => {};
  let reconnect = () => {};

  function dispatch(event: LinkEvent): void {
    const step = next(state, event, performance.now());
    state = step.state;
    step.effects.forEach(carryOut);
  }

  function carryOut(effect: LinkEffect): void {
    if (effect.kind === "prove") void prove();
    else if (effect.kind === "reconnect") reconnect();
    else if (effect.kind === "subscribe") void joined(subscribe, effect.join).then(dispatch);
    else {
      if (effect.changed) options.changed(effect.ok, effect.reason);
      firstVerdict.resolve();
    }
  }

  const proveOnce = proof(options, canary.comesBack);
  const prove = coalesce(async () => dispatch(await proveOnce(() => state.joins)));
  const due = () => dispatch({ kind: "due" });

  /** From the first verdict on; until then a proof could only say that the connection is still being made. */
  function beat(): void {
    clearTimeout(timer);
    if (state.running) timer = setInterval(due, options.beatMs);
  }

  function start(subscriber: Redis, channels: readonly string[]): Promise<void> {
    subscribe = async () => void (await subscriber.subscribe(...channels, canary.channel));
    reconnect = () => void (subscriber.status === "ready" && subscriber.disconnect(true));
    dispatch({ kind: "started" });
    timer = setTimeout(due, timeoutMs);
    void firstVerdict.promise.then(beat);
    observe(options, subscriber, dispatch);
    return firstVerdict.promise;
  }

  return {
    start,
    takeCanary: canary.take,
    canary: canary.age,
    awayReason: () => state.reason,
    report: dispatch,
    announced: () => dispatch({ kind: "announced" }),
    announceFailed: (reason) => dispatch({ kind: "announce_failed", reason }),
    stop() {
      dispatch({ kind: "stopped" });
      clearTimeout(timer);
      firstVerdict.resolve();
    },
  };
}

/** Says what becomes of the connections. */
function observe(
  { commands, follower }: Pick<LinkMonitorOptions, "commands" | "follower">,
  subscriber: Redis,
  dispatch: (event: LinkEvent) => void,
): void {
  subscriber.on("ready", () => dispatch({ kind: "connected" }));
  subscriber.on("close", () => {
    follower.lost();
    dispatch({ kind: "subscriber_closed", reason: troubleOf(subscriber) });
  });
  commands.on("close", () => dispatch({ kind: "commands_closed", reason: troubleOf(commands) }));
  commands.on("ready", () => dispatch({ kind: "commands_connected" }));
}

/** Joins anew on every connection: only then is it known from when on every message arrives. */
async function joined(subscribe: () => Promise<void>, join: number): Promise<LinkEvent> {
  try {
    await subscribe();
    return { kind: "joined", join };
  } catch (error) {
    return { kind: "not_joined", join, reason: reasonOf(error) };
  }
}

type Proof = Pick<LinkMonitorOptions, "probe" | "follower">;

/** Proves the link once; resolves to the outcome. */
function proof({ probe, follower }: Proof, canaryComesBack: () => Promise<boolean>) {
  return async (currentJoin: () => number): Promise<LinkEvent> => {
    try {
      const latest = await probe();
      const join = currentJoin();
      if (!(await canaryComesBack())) return { kind: "canary_lost", join };
      // The canary came after all that was announced before it: an event not passed on by now was missed.
      if (!follower.isLive() || isBehind(follower, latest)) await follower.catchUp();
      return { kind: "proven", live: follower.isLive() };
    } catch (error) {
      return { kind: "not_proven", reason: reasonOf(error) };
    }
  };
}

function isBehind(follower: Follower, latest: Cursor): boolean {
  const passed = follower.passed() ?? "";
  const isOtherLog = parseCursor(passed)?.epoch !== parseCursor(latest)?.epoch;
  return isOtherLog || compareCursors(passed, latest) < 0;
}
