import type { Context } from "hono";

/** Where a person who has to sign in is sent; undefined for programs and for parts of pages, which are told so instead. */
export const toSignIn = (c: Context, base: string) => withPage(c, base, "/sign-in");

/** Where a screen that is not paired, or not any more, shows its code; undefined as above. */
export const toPairing = (c: Context, base: string) => withPage(c, base, "/kiosk/pair");

/** Whether a browser asks for a page: programs, parts of pages and sockets do not. */
export const isPage = (c: Context) =>
  c.req.header("accept")?.includes("text/html") === true &&
  c.req.header("hx-request") !== "true" &&
  c.req.header("upgrade") === undefined;

function withPage(c: Context, base: string, path: string): string | undefined {
  if (!isPage(c) || c.req.path.startsWith(`${base}/api/`)) return undefined;
  const next = c.req.method === "GET" ? pathOf(c.req.url) : pathOf(c.req.header("referer"));
  return `${base}${path}?${new URLSearchParams({ next: next ?? `${base}/` })}`;
}

/**
 * Where a page of ours goes when a change that its script sent needs somebody who has signed in; undefined for any
 * other request. A part that is read anew says nothing: a wall that shows it must not become a sign-in page.
 */
export function pageToSignIn(c: Context, base: string): string | undefined {
  if (c.req.header("hx-request") !== "true" || c.req.method === "GET" || c.req.method === "HEAD")
    return undefined;
  const next = pathOf(c.req.header("hx-current-url") ?? c.req.header("referer")) ?? `${base}/`;
  // A screen that nobody operates never meets a sign-in page.
  if (/^\/kiosk\b/.test(next.slice(base.length))) return undefined;
  return `${base}/sign-in?${new URLSearchParams({ next })}`;
}
/** Where the screen that asks for a page is paired, to come back to it then. */
export const pairAddress = (c: Context, base: string) =>
  `${base}/kiosk/pair?${new URLSearchParams({ next: pathOf(c.req.url) ?? `${base}/kiosk` })}`;

/** The page to go to after signing in: a path of ours, never another site's. */
export function ownPath(asked: string | undefined, base: string): string {
  const url = URL.parse(asked ?? "", OURS);
  if (!url || url.origin !== OURS) return `${base}/`;
  const path = pathOf(url.href) ?? "";
  return base === "" || path.startsWith(`${base}/`) ? path : `${base}/`;
}

const OURS = "http://andon.invalid";

/** Two slashes at the start would name another host. */
function pathOf(address: string | undefined): string | undefined {
  const url = URL.parse(address ?? "");
  return url ? url.pathname.replace(/^\/+/, "/") + url.search : undefined;
}
