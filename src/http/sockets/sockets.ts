import type { Context, MiddlewareHandler } from "hono";
import type { WSContext, WSEvents } from "hono/ws";
import type { Bus, Since } from "../../bus/bus";
import type { Cursor } from "../../domain/cursor";
import type { AnnouncedEvent } from "../../domain/event";
import type { Topic } from "../../live/audiences";
import { refuse } from "../error_response";

/** Opens sockets on this runtime, and subscribes an open one to a topic. */
export type Sockets = {
  upgrade(createEvents: (c: Context) => WSEvents | Promise<WSEvents>): MiddlewareHandler;
  join(socket: WSContext, topic: Topic): void;
  /**
   * Resolves when the reader has taken most of what it was sent, or has gone: more would get it cut off as
   * too slow.
   */
  room(socket: WSContext): Promise<void>;
};

/** Answers a request that the runtime could not upgrade. */
export function notUpgraded(c: Context) {
  // A browser sends this header with every socket, and proxies pass it on.
  const isStripped = c.req.header("sec-websocket-key") !== undefined;
  const said = isStripped
    ? "A proxy in between has removed the headers Upgrade and Connection of this socket: it has to pass both"
    : "This is the address of a WebSocket";
  return refuse(c, 426, said);
}

/** The events since a cursor, at most `limit` of them; a gap when the log does not know the cursor. */
export type AskSince = Bus["since"];

/** Events asked for in one go. */
export const EVENTS_A_PAGE = 1_000;
/** A screen that has missed more than this is drawn afresh instead. */
const EVENTS_AT_MOST = 10_000;

/** All events since a cursor, for a screen. `more`: even these are not all, only the whole view is. */
export async function allSince(ask: AskSince, cursor: Cursor): Promise<Since> {
  const events: AnnouncedEvent[] = [];
  for (;;) {
    const answer = await ask(events.at(-1)?.id ?? cursor, EVENTS_A_PAGE);
    if (answer.kind === "gap") return answer;
    events.push(...answer.events);
    const more = answer.more && answer.events.length > 0;
    // The last event in hand, not the log's newest: that one may have come since.
    const latest = events.at(-1)?.id ?? answer.latest;
    if (!more || events.length >= EVENTS_AT_MOST) return { kind: "events", events, latest, more };
  }
}
