/**
 * Ends the refresh that every page asks for in its head, for those whose script does not run: a browser too old to read
 * it, a file that did not come, an error while it starts. To take the element away is not enough, for the browser waits
 * already; to stop the load is. Before the load event that would end more: Chromium would never tell that event.
 */
export function endRefresh(window: Window) {
  const end = () => window.stop();
  if (window.document.readyState === "complete") end();
  else window.addEventListener("load", end);
}
