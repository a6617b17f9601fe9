const ANSWER_WITHIN_MS = 5_000;
const RETRY_MS = 1_000;
const STORED = "andon-reloaded";

/**
 * Reloads a page only when the server can give it: a wall screen must not end on the browser's error page.
 * @param otherwise called when it cannot
 */
export async function reloadWhenReachable(window: Window, otherwise: () => void) {
  const { location } = window;
  const timeout = new AbortController();
  setTimeout(() => timeout.abort(), ANSWER_WITHIN_MS);
  try {
    // As for a page: who has to sign in, or a screen to be paired, is led there, and told so of anything
    // else.
    const response = await window.fetch(location.href, {
      cache: "no-store",
      headers: { Accept: "text/html" },
      signal: timeout.signal,
    });
    if (!response.ok) return otherwise();
  } catch {
    return otherwise();
  }
  remember(window);
  location.reload();
}

/** Reloads a page as soon as the server can give it. */
export function reloadSoon(window: Window) {
  void reloadWhenReachable(window, () => setTimeout(() => reloadSoon(window), RETRY_MS));
}

/**
 * Milliseconds since the script last reloaded the page; Infinity: never. The age of the page when the clock
 * was set back since, or when the browser blocks storage.
 */
export function sinceReload(window: Window): number {
  try {
    const since = Date.now() - Number(window.sessionStorage.getItem(STORED) ?? -Infinity);
    if (since >= 0) return since;
  } catch {
    // A browser that blocks storage throws.
  }
  return performance.now();
}

function remember(window: Window) {
  try {
    window.sessionStorage.setItem(STORED, String(Date.now()));
  } catch {
    // Then the age of the page limits the reloads.
  }
}
