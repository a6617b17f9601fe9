// htmx first: its extensions register with it as they load.
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-ws.js";
import "htmx.org/dist/ext/hx-upsert.js";
import { runClock } from "./clock";
import { keepLink } from "./link";
import { trimGaps, trimLog, trimRows } from "./rows";
import { tendToasts } from "./toasts";

declare global {
  interface Window {
    htmx: { process(element: Element): void };
  }
}

const setClock = runClock(document.querySelector<HTMLElement>("#clock"));
keepLink((selector) => document.querySelector<HTMLElement>(selector), setClock);
tendToasts(document);
document.addEventListener("htmx:after:swap", () => {
  trimRows(document);
  trimGaps(document);
  trimLog(document);
});
// htmx closes the socket on pagehide; a page that comes back from the cache would stay dead.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
