import type { Touch } from "./touch";

/** A page that somebody has touched stays for a while. */
const HELD_MS = 15_000;
const SCROLL_AT_LEAST_PX = 8;
/** Share of a part's height per scroll; the rest stays in sight, so that the eye finds its place. */
const SCROLLED_SHARE = 0.85;

/**
 * Shows the pages of a kiosk in turn. They are views of one document, so a turn changes an attribute and
 * loads nothing. A page with more on it than fits is shown part by part, because nobody is there to scroll.
 */
export function rotatePages(window: Window, bar: HTMLElement, touch: Touch) {
  const { body } = window.document;
  const pages = (bar.dataset.pages ?? "").split(",");
  const turn = () => {
    if (touch.since() < HELD_MS || scrollOn(window)) return;
    body.dataset.page = pages[(pages.indexOf(body.dataset.page ?? "") + 1) % pages.length];
  };
  setInterval(turn, Number(bar.dataset.every));
}

/**
 * Scrolls every part that has more below.
 * @returns false, with all parts back at the top, once all has been shown
 */
function scrollOn(window: Window): boolean {
  const parts = [...window.document.body.querySelectorAll<HTMLElement>(".page, .tiles, .panel")];
  const unfinished = parts.filter((part) => {
    const below = part.scrollHeight - part.clientHeight - part.scrollTop;
    return window.getComputedStyle(part).overflowY === "auto" && below > SCROLL_AT_LEAST_PX;
  });
  for (const part of unfinished) part.scrollTop += part.clientHeight * SCROLLED_SHARE;
  if (unfinished.length === 0) for (const part of parts) part.scrollTop = 0;
  return unfinished.length > 0;
}
