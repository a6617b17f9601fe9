import { type Context, Hono, type MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Identity } from "../../people/oidc/identity";
import type { IdentityProvider } from "../../people/oidc/identity_provider";
import type { Refusal, Refused } from "../../people/oidc/refusal";
import { text } from "../../words/text";
import { cookieSuffix } from "./cookies";
import { localPath } from "./local_path";
import type { PublicAddress } from "./public_address";

const COOKIE = "andon-sign-in";
const COOKIE_SECONDS = 600;
const BEGIN = "/sign-in/oidc";
const CALLBACK = `${BEGIN}/callback`;

const STATUS: Record<Refusal, ContentfulStatusCode> = {
  away: 503,
  misconfigured: 503,
  declined: 403,
  groupsLeftOut: 403,
  unknown: 400,
  expired: 400,
  spent: 400,
  rejected: 400,
};
/** For an administrator to mend; the others happen to people. */
const TO_MEND: readonly Refusal[] = ["away", "misconfigured", "groupsLeftOut", "rejected"];

type Log = (about: object, message: string) => void;

export type OidcRoutesDeps = {
  provider: Pick<IdentityProvider, "begin" | "finish">;
  address: PublicAddress;
  /** The path under which this server is reached. */
  base: string;
  /** Signs somebody in for whom the provider vouches. @param to the path that they came from */
  signIn(identity: Identity, c: Context, to: string): Response | Promise<Response>;
  refuse(c: Context, status: ContentfulStatusCode, sentence: string): Response | Promise<Response>;
  log: { info: Log; warn: Log };
  /** Bounds what comes back: each asks the provider. */
  limit?: MiddlewareHandler;
};

const unlimited: MiddlewareHandler = (_, next) => next();

/** Sign-in by the identity provider: `GET /sign-in/oidc?to=/page&anew=1` and its callback. */
export function oidcRoutes(deps: OidcRoutesDeps): Hono {
  const { provider, address, signIn, refuse, log, limit = unlimited } = deps;
  const cookie = COOKIE + cookieSuffix(deps.base);
  function refused(c: Context, { refused: why, detail }: Refused) {
    log[TO_MEND.includes(why) ? "warn" : "info"](
      { why, detail },
      "a sign-in by the identity provider failed",
    );
    return refuse(c, STATUS[why], text.identityProvider[why]);
  }

  /** Afterwards, so that it holds for whatever signIn answers: what the browser keeps is for one use. */
  const spent: MiddlewareHandler = async (c, next) => {
    await next();
    deleteCookie(c, cookie, cookieOf(address.of(c)));
    c.header("Cache-Control", "no-store");
  };

  return new Hono()
    .get(BEGIN, async (c) => {
      const to = localPath(c.req.query("to"));
      // The cookie has to be set under the name that the provider sends the browser back to.
      if (address.isElsewhere(c) && !c.req.query("moved"))
        return c.redirect(
          `${address.of(c)}${BEGIN}?${new URLSearchParams({ ...c.req.query(), to, moved: "1" })}`,
        );
      const home = address.of(c);
      const begun = await provider.begin(`${home}${CALLBACK}`, { anew: c.req.query("anew") === "1" });
      if ("refused" in begun) return refused(c, begun);
      setCookie(c, cookie, `${begun.pending}~${to}`, { ...cookieOf(home), maxAge: COOKIE_SECONDS });
      c.header("Cache-Control", "no-store");
      return c.redirect(begun.url);
    })
    .get(CALLBACK, spent, limit, async (c) => {
      const home = address.of(c);
      const [pending, ...to] = getCookie(c, cookie, cookieOf(home).prefix)?.split("~") ?? [];
      const callback = new URL(`${home}${CALLBACK}${new URL(c.req.url).search}`);
      const finished = await provider.finish(callback, pending);
      if ("refused" in finished) return refused(c, finished);
      return signIn(finished.identity, c, localPath(to.join("~")));
    });
}

/** Lax: the way back comes from another site. `__Host-`: no other host of the domain can put one there. */
function cookieOf(home: string) {
  const secure = home.startsWith("https:");
  const prefix = secure ? ("host" as const) : undefined;
  return { path: "/", httpOnly: true, sameSite: "Lax" as const, secure, prefix };
}
