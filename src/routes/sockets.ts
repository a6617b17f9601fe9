import type { UpgradeWebSocket, WSContext } from "hono/ws";
import type { Cursor } from "../model/cursor";
import type { AnnouncedEvent } from "../model/event";
import type { Topic } from "../live/topics";

/** How this runtime opens sockets, and lets an open one hear a topic. */
export type Sockets = { upgrade: UpgradeWebSocket; join(socket: WSContext, topic: Topic): void };

/** What happened since a cursor; a gap when the log cannot say. */
export type Since =
  { kind: "events"; events: AnnouncedEvent[]; latest: Cursor } | { kind: "gap"; latest: Cursor };
export type AskSince = (cursor: Cursor) => Promise<Since>;

type Page =
  | { kind: "events"; events: AnnouncedEvent[]; latest: Cursor; more: boolean }
  | { kind: "gap"; latest: Cursor };

const EVENTS_A_PAGE = 1_000;
/** A page that has missed more than this is drawn afresh instead. */
const EVENTS_AT_MOST = 10_000;

/** Asks the log page by page. */
export function sinceInFull(ask: (cursor: Cursor, limit: number) => Promise<Page>): AskSince {
  return async (cursor) => {
    const events: AnnouncedEvent[] = [];
    for (let after = cursor; events.length < EVENTS_AT_MOST; after = events.at(-1)?.id ?? after) {
      const page = await ask(after, EVENTS_A_PAGE);
      if (page.kind === "gap") return page;
      events.push(...page.events);
      // The last event in hand, not the log's newest: that one may have come since.
      if (!page.more || page.events.length === 0)
        return { kind: "events", events, latest: events.at(-1)?.id ?? page.latest };
    }
    return { kind: "gap", latest: events.at(-1)?.id ?? cursor };
  };
}
