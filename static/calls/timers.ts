import { serverNow } from "../page/clock";
import type { PageWindow } from "../page/window";

/**
 * Sets the timers of calls going, once for each that is drawn: after that their style runs them, which is fetched with the
 * first call.
 */
export function startTimers({ document, MutationObserver }: PageWindow) {
  const start = () => {
    if (document.querySelector(".call")) fetchStyle(document);
    const now = serverNow(document);
    for (const timer of document.querySelectorAll<HTMLElement>(".timer:not(.running)")) {
      const age = Math.max(0, (now - Number(timer.dataset.from)) / 1000);
      timer.style.setProperty("--age", age.toFixed(1));
      timer.classList.add("running");
    }
    for (const call of document.querySelectorAll<HTMLElement>(".call[data-due]:not(.running)")) {
      const left = Math.max(0, (Number(call.dataset.due) - now) / 1000);
      call.style.setProperty("--left", left.toFixed(1));
      call.classList.add("running");
    }
  };
  start();
  const calls = document.querySelector("#calls");
  if (!calls) return;
  // The section is replaced with each change, so its place is watched, and nothing below it.
  new MutationObserver(start).observe(calls.parentElement ?? calls, { childList: true });
}

function fetchStyle(document: Document) {
  const href = document.body.dataset.callsCss ?? "";
  if ([...document.querySelectorAll("link")].some((link) => link.getAttribute("href") === href)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
}
