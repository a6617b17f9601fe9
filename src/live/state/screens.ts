import type { ClientReport, Screen } from "../../domain/screen";
import { flashFrame } from "../screen_flash";
import type { LatencyHistogram } from "./latency_histogram";
import { type ClientInfo, createOwnScreens, type Send } from "./own_screens";
import { createPeerScreens } from "./peer_screens";
import { createScreenFlashes } from "./screen_flashes";

const SHOWN_AT_MOST = 200;
const GONE_AFTER_MS = 600_000;
const SILENT_AFTER_MS = 30_000;
const SLOW_MS = 1_000;

/** The state of a screen: live, polling, its link lost a moment ago, or without a report for too long. */
export type ScreenState = "live" | "polling" | "lost" | "silent";

/** One line of the connected screens. `isFlashing`: somebody is looking for it now. */
export type ScreenLine = Screen & { state: ScreenState; isFlashing: boolean; isOtherBuild: boolean };

/** The worst first, as many as a page shows; `more` are not shown. */
export type ScreenList = { lines: ScreenLine[]; more: number };

/** The screens of this server, and those that its peers report. */
export type Screens = {
  report(report: ClientReport, from: ClientInfo): void;
  /** A socket has closed. @param isDone the page was left, not cut off */
  closed(id: string, send: Send, isDone: boolean): void;
  /** Flashes a screen that is known. @returns whether it is */
  find(id: string): boolean;
  /**
   * Flashes a screen at the request of another server or a page. One that is not known here yet may come by
   * polling.
   */
  flash(id: string): void;
  /** The flash that a screen that polls is to show now; "" when nobody looks for it, or it has shown it. */
  flashDue(id: string): string;
  /** This server's own, for its peers. */
  own(): Screen[];
  /** All screens of another server. @param ageMs how far its clock is behind ours, which moves its times */
  peerReported(server: string, screens: readonly Screen[], ageMs: number): void;
  list(): ScreenList;
  /** Counts up whenever a screen comes, goes or changes its link. */
  changes(): number;
};

type ScreensDeps = {
  now(): number;
  build: string;
  /** Milliseconds between two polls of a page: it may not report more often. */
  pollMs: number;
  lag: Pick<LatencyHistogram, "add">;
  atMost?: number;
};

export function createScreens({ now, build, pollMs, lag, atMost = 2_000 }: ScreensDeps): Screens {
  const silentAfterMs = Math.max(SILENT_AFTER_MS, 2.5 * pollMs);
  const isSilent = ({ heardAt }: Screen) => now() - heardAt > silentAfterMs;
  const goneBefore = () => now() - GONE_AFTER_MS;
  const own = createOwnScreens({ now, lag, atMost, isSilent, goneBefore });
  const peers = createPeerScreens(now, atMost);
  const flashes = createScreenFlashes(now);
  let changes = 0;

  function lineOf(screen: Screen): ScreenLine {
    return {
      ...screen,
      state: isSilent(screen) ? "silent" : STATE[screen.link],
      isFlashing: flashes.has(screen.id),
      isOtherBuild: screen.build !== build,
    };
  }

  const everyScreen = () =>
    newestOfEach([...own.all(), ...peers.all()]).filter(({ heardAt }) => heardAt > goneBefore());

  function flash(id: string) {
    const { screen, send } = own.find(id) ?? {};
    const isLive = screen?.link === "socket";
    if (!flashes.start(id, isLive)) return;
    if (isLive) send?.(flashFrame(screen));
    changes += 1;
  }

  return {
    report(report, from) {
      if (own.report(report, from)) changes += 1;
    },
    closed(id, send, isDone) {
      if (own.closed(id, send, isDone)) changes += 1;
    },
    find(id) {
      if (!everyScreen().some((screen) => screen.id === id)) return false;
      flash(id);
      return true;
    },
    flash,
    flashDue(id) {
      const known = own.find(id);
      return known && flashes.takeDue(id) ? flashFrame(known.screen) : "";
    },
    own: own.all,
    peerReported: peers.report,
    list() {
      const lines = everyScreen().map(lineOf).toSorted(worstFirst);
      return { lines: lines.slice(0, SHOWN_AT_MOST), more: Math.max(0, lines.length - SHOWN_AT_MOST) };
    },
    changes: () => changes,
  };
}

const STATE: Record<Screen["link"], ScreenState> = { socket: "live", polling: "polling", none: "lost" };
const RANK: Record<ScreenState, number> = { silent: 0, lost: 1, polling: 2, live: 3 };

/** A screen that has moved to another server is where it reported last. */
function newestOfEach(screens: readonly Screen[]): Screen[] {
  const byId = new Map<string, Screen>();
  for (const screen of screens) {
    const known = byId.get(screen.id);
    if (!known || known.heardAt < screen.heardAt) byId.set(screen.id, screen);
  }
  return [...byId.values()];
}

/** By steps and then by name, so that lines do not change places with every millisecond. */
function worstFirst(a: ScreenLine, b: ScreenLine): number {
  const slow = ({ lagMs }: ScreenLine) => Number((lagMs ?? 0) < SLOW_MS);
  return (
    RANK[a.state] - RANK[b.state] ||
    slow(a) - slow(b) ||
    Number(b.isOtherBuild) - Number(a.isOtherBuild) ||
    (a.name ?? "~").localeCompare(b.name ?? "~") ||
    (a.id < b.id ? -1 : 1)
  );
}
