let hasStarted = false;

/**
 * Says that the page's script runs: then it need not refresh itself. In a browser that does not know a selector by which
 * htmx looks through everything that it swaps (before Chromium 88), it runs in vain.
 */
export function endRefresh() {
  hasStarted = CSS.supports("selector(:not(a b))");
}

/**
 * Every page asks in its head to be refreshed, for those whose script does not run: a browser too old to read it, a file
 * that did not come, an error while it starts. To take the element away does not end that, for the browser waits
 * already; to stop the load does. Not before the load event, which Chromium would then never tell; and before htmx
 * connects, in a timer of its own, for Firefox stops sockets too. So this stands where it is imported first.
 */
function stopWaiting() {
  if (!hasStarted) return;
  for (const wish of document.querySelectorAll("meta[http-equiv=refresh]")) wish.remove();
  if (document.readyState === "complete") stop();
  else window.addEventListener("load", stop);
}

/** WebKit stops waiting only when it has a load to stop, so one is begun: of the icon, which is small. */
function stop() {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (icon) fetch(icon.href, { cache: "no-store" }).catch(() => {});
  window.stop();
}

setTimeout(stopWaiting);
