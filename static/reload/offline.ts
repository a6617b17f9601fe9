import { reloadWhenReachable } from "./reload";

const STORE_EVERY_MS = 300_000;
const KNOCK_MS = 1_000;

/**
 * Lets a service worker store this page for when the server cannot be reached. Browsers allow that only over
 * https or on localhost; elsewhere everything else works. Storing loads the page a second time, so it starts
 * when the page is live.
 * @param base the base path of the server
 */
export function storeForOffline(window: Window, base: string) {
  const isAllowed = window.isSecureContext && "serviceWorker" in window.navigator;
  if (isAllowed)
    window.document.addEventListener("andon:live", () => startStoring(window, base), { once: true });
}

function startStoring({ document, location, navigator: { serviceWorker } }: Window, base: string) {
  const store = async () => (await serviceWorker.ready).active?.postMessage({ keep: location.href });
  // Without it, a reload while the server is away ends on the browser's own page; nothing else changes.
  serviceWorker.register(`${base}/worker.js`, { updateViaCache: "none" }).catch(() => {});
  if (!serviceWorker.controller) void store();
  const isLive = () => document.querySelector('#link-status[data-state="live"]') !== null;
  setInterval(() => void (isLive() && store()), STORE_EVERY_MS);
}

/** For a stored page, shown because the server was away: asks until the server answers, then reloads. */
export function waitForServer(window: Window) {
  const askLater = () => {
    const waitMs = KNOCK_MS * (0.5 + Math.random());
    setTimeout(() => void reloadWhenReachable(window, askLater), waitMs);
  };
  askLater();
}
