import { keepAwake } from "./kiosk/wake_lock";
import { plantNow } from "./page/clock";
import { reloadWhenReachable } from "./connection/reload_on_new_build";
import { soundAlarms } from "./alarms/sound";

const IDLE_AFTER_MS = 3_000;
/** A page that somebody has touched is not turned away under the hand. */
const HELD_MS = 15_000;
const LOOK_EVERY_MS = 60_000;
const RUN_AT_MOST_MS = 24 * 3_600_000;
const NODES_AT_MOST = 5_000;
const GROWTH_AT_MOST = 1.5;
const SCROLL_AT_LEAST_PX = 8;
/** Of what is seen, so much goes; the rest stays for the eye to find its place. */
const SCROLLED_SHARE = 0.85;
/** However it grows, a page is not loaded more often than this. */
const RUN_AT_LEAST_MS = 600_000;
const QUIET_AFTER_TOUCH_MS = 60_000;

const bar = document.querySelector<HTMLElement>("#kiosk");
if (bar) runKiosk(document, bar);

/** Turns a screen's pages, hides its cursor, keeps it lit, sounds its alarms, and begins anew when it has grown old. */
function runKiosk(document: Document, bar: HTMLElement) {
  const touch = watchTouch(document);
  turnPages(document.body, bar, touch);
  keepAwake(document, bar);
  soundAlarms(document, bar, () => plantNow(document));
  renew(document, touch);
}

/** Milliseconds since somebody touched the screen last. */
type Touch = { since(): number };

/** Whether somebody is at the screen; the cursor shows only then. */
function watchTouch(document: Document): Touch {
  let at = -Infinity;
  let timer = 0;
  const rest = () => (document.documentElement.dataset.kiosk = "");
  const stir = () => {
    at = performance.now();
    document.documentElement.dataset.kiosk = "touched";
    clearTimeout(timer);
    timer = window.setTimeout(rest, IDLE_AFTER_MS);
  };
  for (const name of ["pointermove", "pointerdown", "keydown"]) document.addEventListener(name, stir);
  return { since: () => performance.now() - at };
}

/**
 * The pages are views of one document: turning one changes an attribute, and nothing is loaded. A page with more on it
 * than fits is shown part by part, for nobody is there to scroll.
 */
function turnPages(body: HTMLElement, bar: HTMLElement, touch: Touch) {
  const pages = (bar.dataset.pages ?? "").split(",");
  const turn = () => {
    if (touch.since() < HELD_MS || scrollOn(body)) return;
    body.dataset.page = pages[(pages.indexOf(body.dataset.page ?? "") + 1) % pages.length];
  };
  setInterval(turn, Number(bar.dataset.every));
}

/** Shows the next part of what does not fit; false, and all is back at its top, when everything has been seen. */
function scrollOn(body: HTMLElement): boolean {
  const parts = [...body.querySelectorAll<HTMLElement>(".page, .tiles, .panel")];
  const left = parts.filter((part) => {
    const hidden = part.scrollHeight - part.clientHeight - part.scrollTop;
    return getComputedStyle(part).overflowY === "auto" && hidden > SCROLL_AT_LEAST_PX;
  });
  for (const part of left) part.scrollTop += part.clientHeight * SCROLLED_SHARE;
  if (left.length === 0) for (const part of parts) part.scrollTop = 0;
  return left.length > 0;
}

/** Reloads a page that has run for a day or grown, when nobody looks for anything on it. */
function renew(document: Document, touch: Touch) {
  const nodes = () => document.querySelectorAll("*").length;
  // A floor of 200 machines is large from the beginning: that is not growth.
  const atMost = Math.max(NODES_AT_MOST, nodes() * GROWTH_AT_MOST);
  const isOld = () =>
    performance.now() > RUN_AT_MOST_MS || (performance.now() > RUN_AT_LEAST_MS && nodes() > atMost);
  const isQuiet = () =>
    touch.since() > QUIET_AFTER_TOUCH_MS &&
    document.querySelector('#link-status[data-state="live"]') !== null &&
    document.querySelector("#toasts > *") === null &&
    document.querySelector('#anomaly-rows > [data-severity="critical"][data-state="new"]') === null;
  setInterval(() => isOld() && isQuiet() && void reloadWhenReachable(() => {}), LOOK_EVERY_MS);
}
