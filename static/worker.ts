// A service worker that cannot hold an old client: pages come from the network. Only when the server cannot
// be reached, the last stored page is shown, with a banner that says so and when it was drawn.

/** The parts of a service worker's global scope that are used here; the page's types do not have them. */
type WorkerEvent = Event & {
  waitUntil(work: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
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
/**
 * A replay is no page to fall back on, and each of its moments would push out a page that is. What is of one person or one
 * moment alone is not shown to whoever has the browser next.
 */
const NOT_STORED =
  /\/(history|answer|kiosk\/pair|sign-in|settings\/(me|people|tokens|devices|audit))(\?|\/|$)/;
/** Who comes here is nobody, or somebody else, from now on: what the one before was shown is not theirs. */
const ANOTHER_READER = /^(sign-in|sign-out|kiosk\/pair)(\?|\/|$)/;
/** A proxy answers so when it cannot reach the server. */
const UNREACHABLE = [502, 503, 504];
/** The browser reloads a stored page even if its script does not run. */
const REFRESH = '<meta http-equiv="refresh" content="30">';

worker.addEventListener("install", (event) =>
  event.waitUntil(
    Promise.all([worker.skipWaiting(), fetchAndStore(worker.registration.scope).catch(() => {})]),
  ),
);
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(fetchAndStore(event.data.keep).catch(() => {}));
});
worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") {
    if (isAnotherReader(url)) event.waitUntil(forgetPages());
    return;
  }
  if (mode === "navigate") event.respondWith(page(event));
  else if (url.startsWith(`${worker.registration.scope}assets/`)) event.respondWith(asset(event.request));
});

async function page(event: WorkerEvent): Promise<Response> {
  const reader = readers;
  const fetching = fetch(event.request);
  const response = await inTime(fetching);
  if (response && !UNREACHABLE.includes(response.status)) {
    if (isAnotherReader(event.request.url)) event.waitUntil(forgetPages());
    event.waitUntil(store(event.request.url, response.clone(), reader).catch(() => {}));
    return response;
  }
  return (await stored(event.request.url)) ?? response ?? fetching;
}

/** The response, unless it fails or takes too long. */
async function inTime(fetching: Promise<Response>): Promise<Response | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, ANSWER_WITHIN_MS));
  return Promise.race([fetching.catch(() => undefined), late]);
}

/** The content under an asset's name never changes, so a stored asset needs no question to the server. */
async function asset(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: ASSETS })) ?? fetch(request);
}

async function fetchAndStore(url: string) {
  const reader = readers;
  const response = await fetch(url, { cache: "no-store" });
  // Led elsewhere it is not the page of this address; to the sign-in: this session is over.
  if (!response.redirected) await store(url, response, reader);
  else if (isAnotherReader(response.url)) await forgetPages();
}

let storing: Promise<unknown> = Promise.resolve();
/** How often the reader has changed. */
let readers = 0;

/**
 * Stores one page after the other; at the same time, one would delete assets that another is about to need.
 * @param reader when it was asked for: a page of the reader before is not stored
 */
function store(url: string, response: Response, reader: number): Promise<void> {
  const done = storing.then(() => (reader === readers ? storeNow(url, response) : undefined));
  storing = done.catch(() => {});
  return done;
}

const isAnotherReader = (url: string) => {
  const { scope } = worker.registration;
  return url.startsWith(scope) && ANOTHER_READER.test(url.slice(scope.length));
};

/** Deletes the stored pages of this server; of another one on this host, under its own path, they stay. */
function forgetPages(): Promise<unknown> {
  readers += 1;
  storing = storing.then(deletePages).catch(() => {});
  return storing;
}

async function deletePages() {
  const pages = await caches.open(PAGES);
  const own = (await pages.keys()).filter(({ url }) => url.startsWith(worker.registration.scope));
  await Promise.all(own.map((page) => pages.delete(page)));
}

/** Stores a page with its assets, and deletes pages of other builds with theirs. */
async function storeNow(url: string, response: Response) {
  if (NOT_STORED.test(url)) return;
  if (!response.ok || !response.headers.get("content-type")?.startsWith("text/html")) return;
  const html = await response.text();
  const build = buildOf(html);
  if (!build) return;
  const [pages, assets] = await Promise.all([caches.open(PAGES), caches.open(ASSETS)]);
  const needed = [...html.matchAll(/"([^"]*\/assets\/[^"]+\.(?:css|js|svg))"/g)].map(([, path]) =>
    absolute(path!),
  );
  for (const path of needed) if (!(await assets.match(path))) await assets.add(path);
  const headers = new Headers(response.headers);
  headers.set("andon-build", build);
  headers.set("andon-assets", needed.join(" "));
  await pages.put(url, new Response(html, { headers }));
  await deleteOthers(pages, assets, url, build);
}

/** Each kind of page has assets of its own, so an asset stays while any page that stays needs it. */
async function deleteOthers(pages: Cache, assets: Cache, url: string, build: string) {
  const needed = new Set<string>();
  const known = await pages.keys();
  for (const [index, request] of known.entries()) {
    const headers = (await pages.match(request))?.headers;
    const isOld = headers?.get("andon-build") !== build;
    const isTooMany = request.url !== url && index < known.length - PAGES_AT_MOST;
    if (isOld || isTooMany) await pages.delete(request);
    else for (const path of headers?.get("andon-assets")?.split(" ") ?? []) needed.add(path);
  }
  for (const asset of await assets.keys()) if (!needed.has(asset.url)) await assets.delete(asset);
}

/** The stored page, or else the stored board, with the banner that says so. */
async function stored(url: string): Promise<Response | undefined> {
  const pages = await caches.open(PAGES);
  const page = (await pages.match(url)) ?? (await pages.match(worker.registration.scope));
  if (!page) return undefined;
  const headers = new Headers(page.headers);
  headers.set("cache-control", "no-store");
  return new Response(withBanner(await page.text()), { headers });
}

/** Shows the banner that every page carries hidden, with the time when the server drew the page. */
function withBanner(html: string): string {
  const [, zone = "UTC", at = ""] = /id="clock" data-timezone="([^"]*)" data-now="(\d+)"/.exec(html) ?? [];
  const time = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: zone });
  return html
    .replace("<html ", "<html data-offline ")
    .replace("<head>", `<head>${REFRESH}`)
    .replace(/(<p id="offline"[^>]*?) hidden(?:="")?/, "$1")
    .replace("{time}", time.format(Number(at)));
}

/** Makes this file a module, so that its names are its own. */
export {};

const buildOf = (html: string) => /<meta name="andon-build" content="([^"]*)"/.exec(html)?.[1];
const absolute = (path: string) => new URL(path, worker.registration.scope).href;
