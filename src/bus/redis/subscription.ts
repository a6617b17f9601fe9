import type { Redis } from "ioredis";
import { CHANNELS } from "../../domain/event";
import type { BusHandlers } from "../bus";
import { PEER_CHANNEL, readPeerMessage } from "../peer_message";
import type { Claim } from "./claim";
import { connect } from "./connection";
import type { Follower } from "./follower";
import { startInboundStream } from "./inbound/stream";
import type { LinkMonitor } from "./link_monitor";
import { createReceiver } from "./receiver";
import type { RedisBusLog } from "./redis_bus";

type SubscriptionOptions = {
  url: string;
  timeoutMs: number;
  retryMs: number;
  /** Also read the stream `andon:in`. */
  takesInbound: boolean;
  commands: Redis;
  follower: Follower;
  linkMonitor: LinkMonitor;
  claim: Claim | undefined;
  log?: RedisBusLog;
};

export type Subscription = {
  /**
   * Resolves when it follows the log or, while Redis is away, when `health(false)` was called: it goes on
   * trying.
   */
  started: Promise<void>;
  stop(): Promise<void>;
};

/** Brings every message of the channels to its handler, and the entries of `andon:in`. */
export function subscribe(
  handlers: BusHandlers,
  { url, timeoutMs, retryMs, takesInbound, commands, follower, linkMonitor, claim, log }: SubscriptionOptions,
): Subscription {
  const subscriber = connect(url, timeoutMs, {
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
  });
  // A server of another database takes them in: taken in by both, each event would appear twice.
  const isOurs = () => claim?.isOurs() !== false;
  const takesIn = () => isOurs() && handlers.takesIn?.() !== false;
  const receive = createReceiver({ follower, handlers, isOurs });
  subscriber.on("message", (channel: string, text: string) => {
    if (linkMonitor.takeCanary(channel)) return;
    if (channel === PEER_CHANNEL) receivePeerMessage(handlers, text);
    else receive(channel, text);
  });
  const reader = takesInbound ? connect(url, timeoutMs, { commandTimeout: timeoutMs + 2000 }) : undefined;
  const stopInbound = reader && startInboundStream({ ...handlers, reader, commands, takesIn, retryMs, log });
  return {
    started: linkMonitor.start(subscriber, [...Object.values(CHANNELS), PEER_CHANNEL]),
    async stop() {
      linkMonitor.stop();
      subscriber.disconnect();
      await stopInbound?.();
    },
  };
}

function receivePeerMessage({ peerMessage }: BusHandlers, text: string): void {
  const message = readPeerMessage(text);
  if (message) peerMessage?.(message);
}
