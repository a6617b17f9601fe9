import { reloadWhenReachable } from "../reload/reload";
import type { Touch } from "./touch";

const LOOK_EVERY_MS = 60_000;
const RUN_AT_MOST_MS = 24 * 3_600_000;
/** However much a page grows, it runs at least this long. */
const RUN_AT_LEAST_MS = 600_000;
const NODES_AT_MOST = 5_000;
const GROWTH_AT_MOST = 1.5;
const QUIET_AFTER_TOUCH_MS = 60_000;

/** Reloads a page that has run for a day or grown, while nothing on it needs attention. */
export function renewWhenOld(window: Window, touch: Touch) {
  const { document } = window;
  const nodes = () => document.querySelectorAll("*").length;
  // A plant of 200 machines is large from the start: that is no growth.
  const nodesAtMost = Math.max(NODES_AT_MOST, nodes() * GROWTH_AT_MOST);
  setInterval(() => {
    if (isOld(performance.now(), nodes() / nodesAtMost) && isQuiet(document, touch))
      void reloadWhenReachable(window, () => {});
  }, LOOK_EVERY_MS);
}

/** @param size of the page, as a share of the most that it may have */
export function isOld(runMs: number, size: number): boolean {
  return runMs > RUN_AT_MOST_MS || (runMs > RUN_AT_LEAST_MS && size > 1);
}

function isQuiet(document: Document, touch: Touch): boolean {
  const has = (selector: string) => document.querySelector(selector) !== null;
  return (
    touch.since() > QUIET_AFTER_TOUCH_MS &&
    has('#link-status[data-state="live"]') &&
    !has("#toasts > *") &&
    !has('#anomaly-rows > [data-severity="critical"][data-state="new"]')
  );
}
