const ASK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 5_000;
const SHOWN = "#pairing";

/**
 * Shows the code that holds now, and goes to the screen's page once somebody has entered it. While the server
 * is away the page stays as it is: a reload would end on the browser's own page.
 */
export function followCode(window: Window) {
  const again = () => void setTimeout(() => void ask(window).then(again, again), ASK_EVERY_MS);
  again();
}

async function ask({ document, location, fetch }: Window) {
  const timeout = new AbortController();
  setTimeout(() => timeout.abort(), ANSWER_WITHIN_MS);
  const response = await fetch(location.href, { cache: "no-store", signal: timeout.signal });
  if (response.redirected) return location.replace(response.url);
  const shown = document.querySelector(SHOWN);
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(SHOWN);
  if (shown && fresh && shown.innerHTML !== fresh.innerHTML) shown.innerHTML = fresh.innerHTML;
}
