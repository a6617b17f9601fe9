import type { Backoff } from "./backoff";
import type { Answer } from "./catch_up";
import type { Status } from "./status";

/** Of the socket: waiting for the next try, connecting, open but not caught up, or open and caught up. */
export type Phase = "waiting" | "connecting" | "open" | "live";

/** The link of a page to its server. Times are milliseconds of one steady clock; Infinity: not planned. */
export type LinkState = {
  phase: Phase;
  status: Status;
  /** The last poll was answered; only then may the page say that polling refreshes it. */
  isPolling: boolean;
  /** Sockets that did not open, one after the other, while polls were answered. */
  refusals: number;
  /** What the last beat said of the bus, and in words of what does not work; undefined: no beat yet. */
  bus?: string;
  warning?: string | null;
  /** Last frame of the socket, or its opening. */
  frameAt: number;
  /** Last sign of the server at all: frame, opening, or answer to a poll. */
  heardAt: number;
  triedAt: number;
  /** Since when the page is live, or was live last; null: never yet. */
  liveSince: number | null;
  /** Last frame before the link was lost; null while the page is caught up. */
  lostAt: number | null;
  retryAt: number;
  pollAt: number;
  pollEveryMs: number;
  /** Links lost since the page was loaded. */
  losses: number;
  /** Seconds without a link; the first catch-up of a new socket reports them. Else 0. */
  awaySeconds: number;
  /** Events that polls have brought since the link was lost; that catch-up reports them too. */
  polledEvents: number;
  backoff: Backoff;
};

/** A server's message every 10 s, about itself, the bus and the database. */
export type Beat = {
  build: string;
  cursor: string | null;
  /** Whether the event bus works: "ok" or "away". */
  bus: string;
  /** What does not work, in words; null: all is well. */
  warning: string | null;
  /** Server time. */
  now: number;
};

export type LinkEvent =
  | { kind: "opened" }
  | { kind: "closed" }
  | { kind: "tick" }
  /** `hasGap`: the server or the log says that events are missing here. */
  | { kind: "frame"; hasGap: boolean }
  | { kind: "beat"; beat: Pick<Beat, "bus" | "warning"> }
  | { kind: "answered"; answer: Answer }
  /** The device has slept, its clock was set, or it has joined a network: the socket may be dead. */
  | { kind: "woke" }
  /** The page comes back from the browser's back/forward cache, where htmx has closed its socket for good. */
  | { kind: "restored" };

/**
 * connect: replace the socket. close: give the present one up. poll: ask what was missed, replacing an open
 * question. catch_up: the same unless a question is open. announce: the page is live for the first time.
 * reload: load it anew.
 */
export type Effect = "connect" | "close" | "poll" | "catch_up" | "announce" | "reload";

/** A page that has just been loaded and connects for the first time. */
export function loaded(now: number, pollEveryMs: number): LinkState {
  return {
    phase: "connecting",
    status: "connecting",
    isPolling: false,
    refusals: 0,
    frameAt: now,
    heardAt: now,
    triedAt: now,
    liveSince: null,
    lostAt: null,
    retryAt: Infinity,
    pollAt: Infinity,
    pollEveryMs,
    losses: 0,
    awaySeconds: 0,
    polledEvents: 0,
    backoff: { step: 0, tries: [now] },
  };
}
