import { Window } from "happy-dom";
import type { PageWindow } from "../../static/page/window";

/** A page of its own for one test: a globally registered one would break Bun's server. */
export function openPage(body = "", url = "http://andon.test/"): PageWindow {
  const window = new Window({ url });
  window.document.body.innerHTML = body;
  return window as unknown as PageWindow;
}

/** An event with a detail, as htmx sends them: on an element, bubbling. */
export function send(window: PageWindow, target: EventTarget, name: string, detail: object = {}) {
  target.dispatchEvent(new window.CustomEvent(name, { detail, bubbles: true, cancelable: true }));
}

/** Lets promises and observers run that need no timer. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Puts something in the place of a property that the window has, or lacks. */
export function replace(target: object, name: string, value: unknown) {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

/** A server for one page: answers with a status, or not at all, and counts the page's reloads. */
export function serverOf(window: PageWindow) {
  const server = { status: 200 as number | undefined, asked: [] as string[], reloads: 0 };
  replace(window, "fetch", async (url: string) => {
    server.asked.push(url);
    if (server.status === undefined) throw new TypeError("Failed to fetch");
    return new Response("", { status: server.status });
  });
  replace(window.location, "reload", () => (server.reloads += 1));
  return server;
}
