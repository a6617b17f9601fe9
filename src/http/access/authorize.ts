import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Actor } from "../../people/actor";
import { type Action, isAllowed, needed } from "../../people/permissions";
import { text } from "../../words/text";
import { refuse } from "../error_response";
import type { Cookies } from "./cookies";
import { identify, type IdentifyDeps } from "./identify";
import { ROUTE_ACTIONS } from "./route_actions";
import type { AccessSettings } from "./site_access";
import { isPage, pageToSignIn, toPairing, toSignIn } from "./sign_in_address";

export type AuthorizeDeps = IdentifyDeps & {
  cookies: Pick<Cookies, "device" | "setDevice">;
  access: Pick<AccessSettings, "mode" | "metrics">;
  base: string;
  trusted(c: Context): boolean;
};

const OF_SOME: ReadonlySet<Action> = new Set(["people", "audit", "self"]);
const LOOPBACK = /^(::1|127\.|::ffff:127\.)/;
/** What a request carries that came by a proxy. */
const FORWARDED = [
  "x-forwarded-for",
  "forwarded",
  "x-real-ip",
  "x-forwarded-host",
  "x-forwarded-proto",
  "via",
];

/** Makes the actor of each request, and refuses what it may not do: the one door of pages, API and sockets. */
export function authorize(deps: AuthorizeDeps): MiddlewareHandler {
  const { access, base, reader } = deps;
  return async (c, next) => {
    c.set("address", reader(c));
    const actions = actionsOf(c, base);
    if (actions === undefined) return refuse(c, 403, text.access.unlisted(c.req.path));
    if (actions.every((action) => action === "public")) return next();
    // What is not for everybody is kept by no proxy and no browser for who comes next.
    if (actions.some((action) => OF_SOME.has(action))) c.header("Cache-Control", "no-store");
    const identity = await identify(c, deps);
    if (identity === "bad token") return refuseUnknown(c, text.access.badToken);
    if (identity === "gone screen") return toPairingOr(c, base) ?? refuseUnknown(c, text.access.goneScreen);
    c.set("actor", identity.actor);
    c.set("accessMode", access.mode);
    if (identity.session) c.set("sessionId", identity.session);
    if (identity.actor.kind === "device") renewCookie(c, deps);
    const missing = actions.find((action) => !mayDo(c, identity.actor, action, deps));
    if (missing === undefined) return next();
    if (identity.actor.kind !== "anonymous") return refuse(c, 403, forbidden(identity.actor, missing));
    // Nobody stands before a kiosk who could sign in.
    const page = c.req.path === `${base}/kiosk` ? toPairing(c, base) : toSignIn(c, base);
    if (page) return c.redirect(page, 303);
    const fromPage = pageToSignIn(c, base);
    if (fromPage) c.header("HX-Redirect", fromPage);
    return refuseUnknown(c, text.access.unknown(text.access.doing[missing], access.mode));
  };
}

/**
 * What the routes of a request do; an address of no route is only looked at, and not found. Undefined when a route has
 * no entry in the table.
 */
function actionsOf(c: Context, base: string): Action[] | undefined {
  const routes = matchedRoutes(c).filter(({ path }) => !path.endsWith("*"));
  if (routes.length === 0) return ["look"];
  const actions = new Set<Action>();
  for (const { method, path } of routes) {
    const action = ROUTE_ACTIONS[`${method} ${routePath(path, base)}`];
    if (action === undefined) return undefined;
    actions.add(action);
  }
  return [...actions];
}

/** The path of a route as the table has it: without the base, and without a slash at its end. */
export function routePath(path: string, base: string): string {
  const below = base && (path === base || path.startsWith(`${base}/`)) ? path.slice(base.length) : path;
  return below.replace(/(?<=.)\/$/, "") || "/";
}

/** A screen in use keeps its cookie for another year; with each page, for it loads none for a day at a time. */
function renewCookie(c: Context, { cookies }: Pick<AuthorizeDeps, "cookies">) {
  const secret = cookies.device(c);
  if (secret !== undefined && isPage(c)) cookies.setDevice(c, secret);
}

function mayDo(c: Context, actor: Actor, action: Action, deps: AuthorizeDeps): boolean {
  if (isAllowed(actor, action, deps.access.mode)) return true;
  if (action !== "metrics") return false;
  const { metrics } = deps.access;
  return metrics === "open" || (metrics === "local" && isLocal(c, deps));
}

/**
 * Whether a program of this machine asks: a request that came by a proxy did not, even if the proxy is one, unless the
 * proxy is trusted and says so.
 */
function isLocal(c: Context, { reader, trusted }: Pick<AuthorizeDeps, "reader" | "trusted">): boolean {
  const isForwarded = FORWARDED.some((name) => c.req.header(name) !== undefined);
  const isSaid = trusted(c) && c.req.header("x-forwarded-for") !== undefined;
  return LOOPBACK.test(reader(c)) && (isSaid || !isForwarded);
}

function toPairingOr(c: Context, base: string) {
  const page = toPairing(c, base);
  return page === undefined ? undefined : c.redirect(page, 303);
}

function refuseUnknown(c: Context, sentence: string) {
  c.header("WWW-Authenticate", 'Bearer realm="Andon"');
  // A page of ours that asks on leads to where one signs in, or a screen is paired.
  c.header("Andon-Unknown", "1");
  return refuse(c, 401, sentence);
}

function forbidden(actor: Actor, action: Action): string {
  const { doing, roleMayNot, tokenMayNot, noTokenMay, screenMayNot } = text.access;
  const { role, scope } = needed(action);
  if (actor.kind === "token") {
    return scope ? tokenMayNot(actor.name, doing[action], scope) : noTokenMay(actor.name, doing[action]);
  }
  if (actor.kind !== "person") return screenMayNot(doing[action]);
  return roleMayNot(actor.role, doing[action], role ?? "administrator");
}
