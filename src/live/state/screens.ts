import type { ScreenLine, ScreenList, ScreenState } from "../../../views/diagnostics/screen_data";
import type { Screen, ClientReport } from "../../domain/screen";
import { flashFrame } from "../components/screen_flash";
import type { LatencyHistogram } from "./latency_histogram";

export const FLASH_MS = 10_000;
const SHOWN_AT_MOST = 200;
const GONE_AFTER_MS = 600_000;
const SILENT_AFTER_MS = 30_000;
/** A server that tells nothing for so long is no more. */
const TOLD_FOR_MS = 30_000;
/** An echo older than this answers no beat of ours. */
const ECHO_AT_MOST_MS = 60_000;
const SLOW_MS = 1_000;
const SERVERS_AT_MOST = 50;

/** Sends a screen something by its socket. */
export type Send = (html: string) => void;

/** Where a word came from: `browser` and `address` as the request had them; `say` when it came by a socket. */
export type ClientInfo = { browser: string; address: string; say?: Send };

/** The screens of this server, and those that the others tell of. Costs nothing for a socket that says nothing. */
export type Screens = {
  hear(word: ClientReport, whence: ClientInfo): void;
  /** A socket has closed. @param isDone the page was left, not cut off */
  left(id: string, say: Send, isDone: boolean): void;
  /** Flashes one screen, if it is known; whether it is. */
  find(id: string): boolean;
  /** Another server, or a page, asks for it: also one that is not known here yet may come by polling. */
  flash(id: string): void;
  /** What a screen that polls is to show now; "" when nobody looks for it, or it has shown it. */
  flashDue(id: string): string;
  /** This server's own, for the others. */
  own(): Screen[];
  /** All of another server's. @param ageMs how far its clock is behind ours, which moves its times */
  told(server: string, screens: readonly Screen[], ageMs: number): void;
  list(): ScreenList;
  /** Counts up whenever a screen comes, goes or changes its link. */
  changes(): number;
};

export type ScreensDeps = {
  now(): number;
  build: string;
  /** How often a page polls: it may not speak more often. */
  pollMs: number;
  lag: Pick<LatencyHistogram, "add">;
  atMost?: number;
};

type Own = { screen: Screen; say?: Send };
type Flash = { until: number; isShown: boolean };

export function createScreens({ now, build, pollMs, lag, atMost = 2_000 }: ScreensDeps): Screens {
  const silentAfterMs = Math.max(SILENT_AFTER_MS, 2.5 * pollMs);
  const mine = new Map<string, Own>();
  const others = new Map<string, { screens: readonly Screen[]; at: number }>();
  const flashes = new Map<string, Flash>();
  let changes = 0;

  /** Those heard last stand last, so whoever is gone stands first. */
  function forget() {
    for (const [id, { screen }] of mine) {
      if (screen.heardAt > now() - GONE_AFTER_MS) break;
      mine.delete(id);
    }
    for (const [server, { at }] of others) if (at < now() - TOLD_FOR_MS) others.delete(server);
    for (const [id, { until }] of flashes) if (until < now()) flashes.delete(id);
  }

  /** Room for one more; a screen that still speaks is not pushed out by one that comes. */
  function hasRoom(): boolean {
    if (mine.size < atMost) return true;
    const [id, oldest] = mine.entries().next().value ?? [];
    if (id === undefined || !oldest || stateOf(oldest.screen) !== "silent") return false;
    return mine.delete(id);
  }

  function stateOf({ link, heardAt }: Screen): ScreenState {
    if (now() - heardAt > silentAfterMs) return "silent";
    return link === "socket" ? "live" : link === "polling" ? "polling" : "lost";
  }

  function everyScreen(): Screen[] {
    forget();
    const byId = new Map<string, Screen>();
    const all = [...mine.values().map(({ screen }) => screen), ...others.values().flatMap((o) => o.screens)];
    for (const screen of all) {
      const known = byId.get(screen.id);
      // One that has moved to another server is where it was heard last.
      if (!known || known.heardAt < screen.heardAt) byId.set(screen.id, screen);
    }
    return [...byId.values()].filter(({ heardAt }) => heardAt > now() - GONE_AFTER_MS);
  }

  function line(screen: Screen): ScreenLine {
    return {
      ...screen,
      state: stateOf(screen),
      isFlashing: flashes.has(screen.id),
      isOtherBuild: screen.build !== build,
    };
  }

  function flash(id: string) {
    forget();
    // Begun anew within its time it could flash faster than eyes may bear.
    if (flashes.has(id)) return;
    const own = mine.get(id);
    const isLive = own?.screen.link === "socket";
    flashes.set(id, { until: now() + FLASH_MS, isShown: isLive });
    if (isLive) own.say?.(flashFrame(own.screen));
    changes += 1;
  }

  return {
    hear({ echo, frame, ...word }, { browser, address, say }) {
      const before = mine.get(word.id);
      if (!before && !hasRoom()) return;
      const at = now();
      const lagMs = echo === null ? NaN : at - echo;
      const isAnswer = lagMs >= 0 && lagMs < ECHO_AT_MOST_MS;
      if (isAnswer) lag.add(lagMs);
      const link = say ? "socket" : "polling";
      const screen: Screen = {
        ...{ ...word, browser, address, link },
        lagMs: isAnswer ? lagMs : null,
        heardAt: at,
        frameAt: at - frame * 1000,
      };
      if (!before || before.screen.link !== link || stateOf(before.screen) === "silent") changes += 1;
      // Taken out first: the order is that of being heard.
      mine.delete(word.id);
      mine.set(word.id, { screen, say });
    },
    left(id, say, isDone) {
      const own = mine.get(id);
      if (own?.say !== say) return;
      changes += 1;
      if (isDone) mine.delete(id);
      else mine.set(id, { screen: { ...own.screen, link: "none", lagMs: null } });
    },
    find(id) {
      if (!everyScreen().some((screen) => screen.id === id)) return false;
      flash(id);
      return true;
    },
    flash,
    flashDue(id) {
      forget();
      const due = flashes.get(id);
      const own = mine.get(id);
      if (!due || !own || due.isShown) return "";
      due.isShown = true;
      return flashFrame(own.screen);
    },
    own() {
      forget();
      return [...mine.values()].map(({ screen }) => screen);
    },
    told(server, screens, ageMs) {
      if (!others.has(server) && others.size >= SERVERS_AT_MOST) return;
      const moved = screens.slice(0, atMost).map((screen) => ({
        ...screen,
        heardAt: screen.heardAt + ageMs,
        frameAt: screen.frameAt + ageMs,
      }));
      others.set(server, { screens: moved, at: now() });
    },
    list() {
      const lines = everyScreen().map(line).toSorted(worstFirst);
      return { lines: lines.slice(0, SHOWN_AT_MOST), more: Math.max(0, lines.length - SHOWN_AT_MOST) };
    },
    changes: () => changes,
  };
}

const RANK: Record<ScreenState, number> = { silent: 0, lost: 1, polling: 2, live: 3 };

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
