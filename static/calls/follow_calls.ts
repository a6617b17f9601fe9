import type { PageWindow } from "../page/window";

const LOOK_EVERY_MS = 3_000;
const MADE = "#made-calls";

/**
 * Shows whoever has called what has become of it. While the server is away the page stays as it is: a reload would end on
 * the browser's own page.
 */
export function followCalls(window: PageWindow) {
  const { document, location } = window;
  const made = document.querySelector(MADE);
  if (!made) return;

  async function look() {
    const response = await window.fetch(location.href, { cache: "no-store" });
    if (!response.ok || response.redirected) return;
    const page = new window.DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(MADE);
    if (made && fresh && made.innerHTML !== fresh.innerHTML) made.innerHTML = fresh.innerHTML;
  }

  const again = () => void window.setTimeout(() => void look().then(again, again), LOOK_EVERY_MS);
  again();
}
