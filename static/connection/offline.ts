import { reloadWhenReachable } from "./reload_on_new_build";

const KEEP_EVERY_MS = 300_000;
const KNOCK_MS = 1_000;

/**
 * Lets a service worker keep the last board for when the server cannot be reached. Browsers allow it only over https
 * or on localhost; elsewhere everything else works. It loads the page a second time, so it waits until this one is live.
 * @param base the base path of this server
 */
export function keepForOffline(base: string) {
  const isAllowed = window.isSecureContext && "serviceWorker" in navigator;
  if (isAllowed) document.addEventListener("andon:live", () => beginKeeping(base), { once: true });
}

function beginKeeping(base: string) {
  const { serviceWorker } = navigator;
  const keep = async () => (await serviceWorker.ready).active?.postMessage({ keep: location.href });
  // Failing that, a reload without server ends on the browser's own page; nothing else changes.
  serviceWorker.register(`${base}/worker.js`, { updateViaCache: "none" }).catch(() => {});
  if (!serviceWorker.controller) void keep();
  setInterval(() => document.querySelector('#link-status[data-state="live"]') && keep(), KEEP_EVERY_MS);
}

/** This page is a kept one: knocks until the server answers, then loads what it has now. */
export function waitForServer() {
  const again = () => {
    const spread = Math.random() * KNOCK_MS;
    setTimeout(() => void reloadWhenReachable(again), KNOCK_MS / 2 + spread);
  };
  again();
}
