// A service worker that cannot hold an old client: pages come from the network, and only when the server cannot be
// reached the last board is shown, with a banner that says so and of when it is.

/** The parts of a service worker's world that are used here; the page's types do not know them. */
type WorkerEvent = Event & {
  waitUntil(work: Promise<unknown>): void;
  respondWith(answer: Promise<Response>): void;
  request: Request;
  data?: { keep?: string };
};
type Scope = {
  registration: { scope: string };
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  addEventListener(type: string, act: (event: WorkerEvent) => void): void;
};

const worker = self as unknown as Scope;
const PAGES = "andon-pages";
const ASSETS = "andon-assets";
const ANSWER_WITHIN_MS = 3_000;
const PAGES_AT_MOST = 20;
/** A page of the past is none to fall back on, and each of its moments would push a page out that is. */
const PAST = /\/history(\?|$)/;
/** A proxy says so of a server that it cannot reach. */
const GATEWAY = [502, 503, 504];
/** Should the kept page's own script not run, the browser asks again all the same. */
const ASK_AGAIN = '<meta http-equiv="refresh" content="30">';

worker.addEventListener("install", (event) =>
  event.waitUntil(Promise.all([worker.skipWaiting(), keep(worker.registration.scope).catch(() => {})])),
);
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data.keep).catch(() => {}));
});
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (url.startsWith(`${worker.registration.scope}assets/`)) event.respondWith(asset(event.request));
});

async function page(event: WorkerEvent): Promise<Response> {
  const asked = fetch(event.request);
  const answer = await soon(asked);
  if (answer && !GATEWAY.includes(answer.status)) {
    event.waitUntil(keepPage(event.request.url, answer.clone()).catch(() => {}));
    return answer;
  }
  return (await lastKept(event.request.url)) ?? answer ?? asked;
}

/** The answer, unless it fails or takes too long. */
async function soon(asked: Promise<Response>): Promise<Response | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS));
  return Promise.race([asked.catch(() => undefined), late]);
}

/** A name stands for one content for ever, so what is kept is what the server would say. */
async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: ASSETS })) ?? fetch(request);
}

async function keep(url: string) {
  await keepPage(url, await fetch(url, { cache: "no-store" }));
}

let keeping: Promise<unknown> = Promise.resolve();

/** One page after the other: otherwise one would throw away what another is about to need. */
function keepPage(url: string, response: Response): Promise<void> {
  const kept = keeping.then(() => keepNow(url, response));
  keeping = kept.catch(() => {});
  return kept;
}

/** Keeps a page with what it loads; pages of another build go, and with them their assets. */
async function keepNow(url: string, response: Response) {
  if (PAST.test(url)) return;
  if (!response.ok || !response.headers.get("content-type")?.startsWith("text/html")) return;
  const html = await response.text();
  const build = buildOf(html);
  if (!build) return;
  const [pages, assets] = await Promise.all([caches.open(PAGES), caches.open(ASSETS)]);
  const wanted = [...html.matchAll(/"([^"]*\/assets\/[^"]+\.(?:css|js|svg))"/g)].map(([, path]) =>
    absolute(path!),
  );
  for (const path of wanted) if (!(await assets.match(path))) await assets.add(path);
  const headers = new Headers(response.headers);
  headers.set("andon-build", build);
  headers.set("andon-assets", wanted.join(" "));
  await pages.put(url, new Response(html, { headers }));
  await forgetOthers(pages, assets, url, build);
}

/** Each kind of page loads something of its own: what any page that stays needs, stays. */
async function forgetOthers(pages: Cache, assets: Cache, url: string, build: string) {
  const wanted = new Set<string>();
  const known = await pages.keys();
  for (const [index, request] of known.entries()) {
    const headers = (await pages.match(request))?.headers;
    const isOld = headers?.get("andon-build") !== build;
    const isTooMany = request.url !== url && index < known.length - PAGES_AT_MOST;
    if (isOld || isTooMany) await pages.delete(request);
    else for (const path of headers?.get("andon-assets")?.split(" ") ?? []) wanted.add(path);
  }
  for (const asset of await assets.keys()) if (!wanted.has(asset.url)) await assets.delete(asset);
}

/** The page as it was last seen, or else the board, marked as such. */
async function lastKept(url: string): Promise<Response | undefined> {
  const pages = await caches.open(PAGES);
  const kept = (await pages.match(url)) ?? (await pages.match(worker.registration.scope));
  if (!kept) return undefined;
  const headers = new Headers(kept.headers);
  headers.set("cache-control", "no-store");
  return new Response(marked(await kept.text()), { headers });
}

/** Shows the banner that every page carries hidden, with the time that the page was drawn at. */
function marked(html: string): string {
  const [, zone = "UTC", at = ""] = /id="clock" data-timezone="([^"]*)" data-now="(\d+)"/.exec(html) ?? [];
  const time = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: zone });
  return html
    .replace("<html ", "<html data-offline ")
    .replace("<head>", `<head>${ASK_AGAIN}`)
    .replace(/(<p id="offline"[^>]*?) hidden(?:="")?/, "$1")
    .replace("{time}", time.format(Number(at)));
}

/** A module, so that its names are its own. */
export {};

const buildOf = (html: string) => /<meta name="andon-build" content="([^"]*)"/.exec(html)?.[1];
const absolute = (path: string) => new URL(path, worker.registration.scope).href;
