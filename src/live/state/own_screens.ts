import type { ClientReport, Screen } from "../../domain/screen";
import type { LatencyHistogram } from "./latency_histogram";

/** An echo older than this answers no beat of ours. */
const ECHO_AT_MOST_MS = 60_000;

/** Sends a screen something by its socket. */
export type Send = (html: string) => void;

/**
 * The source of a report: `browser` and `address` as the request had them; `paired`: the name of the paired
 * screen; `send` when it came by a socket.
 */
export type ClientInfo = { browser: string; address: string; paired?: string; send?: Send };

type OwnScreen = { screen: Screen; send?: Send };

/** The screens whose sockets or polls reach this server. A socket that reports nothing costs nothing. */
export type OwnScreens = {
  /** @returns whether a screen has come or its link has changed */
  report(report: ClientReport, from: ClientInfo): boolean;
  /**
   * A socket has closed. @param isDone the page was left, not cut off @returns whether it was a screen's
   * newest socket
   */
  closed(id: string, send: Send, isDone: boolean): boolean;
  find(id: string): OwnScreen | undefined;
  all(): Screen[];
};

type OwnScreensDeps = {
  now(): number;
  lag: Pick<LatencyHistogram, "add">;
  atMost: number;
  isSilent(screen: Screen): boolean;
  /** A screen that has reported nothing since this instant is forgotten; epoch milliseconds. */
  goneBefore(): number;
};

export function createOwnScreens({ now, lag, atMost, isSilent, goneBefore }: OwnScreensDeps): OwnScreens {
  /** In the order of their newest reports: those that are gone come first. */
  const screens = new Map<string, OwnScreen>();

  function forgetGone() {
    for (const [id, { screen }] of screens) {
      if (screen.heardAt > goneBefore()) break;
      screens.delete(id);
    }
  }

  /** Makes room for one more. A screen that still reports is not pushed out by one that comes. */
  function makeRoom(): boolean {
    if (screens.size < atMost) return true;
    const [id, oldest] = screens.entries().next().value ?? [];
    if (id === undefined || !oldest || !isSilent(oldest.screen)) return false;
    return screens.delete(id);
  }

  return {
    report(report, from) {
      const before = screens.get(report.id);
      if (!before && !makeRoom()) return false;
      const screen = screenOf(report, from, now());
      if (screen.lagMs !== null) lag.add(screen.lagMs);
      const isChange = !before || before.screen.link !== screen.link || isSilent(before.screen);
      screens.delete(report.id);
      screens.set(report.id, { screen, send: from.send });
      return isChange;
    },
    closed(id, send, isDone) {
      const own = screens.get(id);
      if (own?.send !== send) return false;
      if (isDone) screens.delete(id);
      else screens.set(id, { screen: { ...own.screen, link: "none", lagMs: null } });
      return true;
    },
    find(id) {
      forgetGone();
      return screens.get(id);
    },
    all() {
      forgetGone();
      return [...screens.values()].map(({ screen }) => screen);
    },
  };
}

function screenOf(report: ClientReport, { browser, address, paired, send }: ClientInfo, now: number): Screen {
  const { echo, frame, ...same } = report;
  const lagMs = echo === null ? NaN : now - echo;
  const isAnswer = lagMs >= 0 && lagMs < ECHO_AT_MOST_MS;
  return {
    ...same,
    browser,
    address,
    paired: paired ?? null,
    link: send ? "socket" : "polling",
    lagMs: isAnswer ? lagMs : null,
    heardAt: now,
    frameAt: now - frame * 1000,
  };
}
