import type { Context } from "hono";
import type { WSEvents } from "hono/ws";
import { refuse } from "../error_response";
import type { Sockets } from "./sockets";

const RETRY_AFTER_SECONDS = "10";
const LOOPBACK = /^(::1|127\.|::ffff:127\.)/;

/** The open sockets, counted in all and by the address of their client. */
export type SocketCount = {
  /** Why there is no room for one more from this address, as a sentence; undefined when there is. */
  refusal(address: string): string | undefined;
  opened(address: string): void;
  closed(address: string): void;
};

/**
 * @param most sockets in all
 * @param mostPerAddress of one address; programs and proxies of this machine are not held to it
 */
export function countSockets(most: number, mostPerAddress: number): SocketCount {
  const byAddress = new Map<string, number>();
  const countOf = (address: string) => byAddress.get(address) ?? 0;
  let all = 0;
  return {
    refusal(address) {
      if (all >= most) return `All ${most} places for sockets are taken (MAX_SOCKETS): try again later`;
      const open = countOf(address);
      if (open < mostPerAddress || LOOPBACK.test(address)) return undefined;
      return `${address} has ${open} sockets open, as many as one address may (MAX_SOCKETS_PER_ADDRESS)`;
    },
    opened(address) {
      all += 1;
      byAddress.set(address, countOf(address) + 1);
    },
    closed(address) {
      all -= 1;
      if (countOf(address) > 1) byAddress.set(address, countOf(address) - 1);
      else byAddress.delete(address);
    },
  };
}

/** Refuses one socket too many with 503, a sentence, and when to try again. */
export function limited(sockets: Sockets, count: SocketCount, addressOf: (c: Context) => string): Sockets {
  return {
    ...sockets,
    upgrade(createEvents) {
      const open = sockets.upgrade(async (c) => counted(await createEvents(c), addressOf(c), count));
      return (c, next) => {
        const reason = count.refusal(addressOf(c));
        if (!reason) return open(c, next);
        c.header("Retry-After", RETRY_AFTER_SECONDS);
        return Promise.resolve(refuse(c, 503, reason));
      };
    },
  };
}

/**
 * A function of its own: a closure of the async one would hold its request for as long as the socket is open.
 */
function counted(events: WSEvents, address: string, count: SocketCount): WSEvents {
  return {
    ...events,
    onOpen(event, socket) {
      count.opened(address);
      return events.onOpen?.(event, socket);
    },
    onClose(event, socket) {
      count.closed(address);
      return events.onClose?.(event, socket);
    },
  };
}
