import { reloadWhenReachable, sinceReload } from "./reload";

const SPREAD_MS = 30_000;
const AT_MOST_EVERY_MS = 600_000;
const FRESH_CRITICAL_MS = 10_000;
const RETRY_MS = 5_000;
const BEATS_OF_ANOTHER_BUILD = 2;

/** Reloads the page when the server has another version. */
export type BuildWatch = {
  /** Beats of an earlier socket no longer count. */
  socketOpened(): void;
  beat(build: string): void;
};

/**
 * Two beats of one socket that name another build mean a new version. The page reloads within 30 s, at random
 * so that not every screen asks at once; neither twice in ten minutes nor in the first seconds of a critical
 * alarm.
 * @param serverNow the server's clock: a kiosk's own may be years off
 */
export function reloadOnNewBuild(window: Window, serverNow: () => number): BuildWatch {
  const { document } = window;
  const own = document.querySelector("meta[name=andon-build]")?.getAttribute("content");
  let others = 0;
  let isDecided = false;

  function reloadWhenQuiet() {
    const mayReload = !isAlarmed(document, serverNow()) && sinceReload(window) >= AT_MOST_EVERY_MS;
    if (mayReload) void reloadWhenReachable(window, retry);
    else retry();
  }

  const retry = () => void setTimeout(reloadWhenQuiet, RETRY_MS);

  return {
    socketOpened: () => void (others = 0),
    beat(build) {
      others = build === own ? 0 : others + 1;
      if (others < BEATS_OF_ANOTHER_BUILD || isDecided) return;
      isDecided = true;
      setTimeout(reloadWhenQuiet, Math.random() * SPREAD_MS);
    },
  };
}

function isAlarmed(document: Document, now: number): boolean {
  const rows = document.querySelectorAll<HTMLElement>(
    '#anomaly-rows > [data-severity="critical"][data-state="new"]',
  );
  // A key ends with the instant at which the alarm opened.
  return [...rows].some((row) => Math.abs(now - Number(row.dataset.key?.slice(-13))) < FRESH_CRITICAL_MS);
}
