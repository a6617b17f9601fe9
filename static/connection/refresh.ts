import type { PageWindow } from "../page/window";

/**
 * Ends the page's own refresh once the script runs. The head of every page asks the browser to refresh it,
 * for pages whose script does not run: a browser too old to parse it, a file that did not arrive, an error at
 * the start. Removing the element is not enough, because the browser is already waiting: the load must stop.
 *
 * Call this before htmx loads: Firefox stops sockets together with the load, so the timer has to come before
 * htmx's.
 *
 * @returns to be called when the script has started without an error
 */
export function endRefresh(window: PageWindow): () => void {
  let isRunning = false;
  setTimeout(() => isRunning && stopWaiting(window));
  // Without this selector (before Chromium 88) htmx cannot process its swaps, and the script runs in vain.
  return () => void (isRunning = window.CSS.supports("selector(:not(a b))"));
}

function stopWaiting(window: PageWindow) {
  const { document } = window;
  for (const refresh of document.querySelectorAll("meta[http-equiv=refresh]")) refresh.remove();
  // Chromium would not report a load event that comes after the stop.
  if (document.readyState === "complete") stop(window);
  else window.addEventListener("load", () => stop(window));
}

/** WebKit stops waiting only when it has a load to stop, so one begins here: of the icon, which is small. */
function stop(window: PageWindow) {
  const icon = window.document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (icon) window.fetch(icon.href, { cache: "no-store" }).catch(() => {});
  window.stop();
}
