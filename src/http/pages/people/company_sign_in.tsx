import { type Context, Hono, type MiddlewareHandler } from "hono";
import { retryAfter } from "../../access/retry_after";
import type { Identity } from "../../../people/oidc/identity";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { oidcRoutes, type OidcRoutesDeps } from "../../access/oidc_routes";
import { publicAddress } from "../../access/public_address";
import { beginSession, signInPage, type SignInDeps } from "./sign_in";
import { ownPath } from "../../access/sign_in_address";
import type { AccessSettings } from "../../access/site_access";

const words = text.identityProvider;

type Deps = Pick<SignInDeps, "siteConfig" | "cookies" | "reader"> & {
  access: Pick<AccessSettings, "company" | "publicUrl">;
  store: {
    people: Pick<Store["people"], "hasAdministrator">;
    vouchedPeople: Store["vouchedPeople"];
    sessions: Pick<Store["sessions"], "begin">;
    attempts: Store["attempts"];
  };
  trusted(c: Context): boolean;
  log: OidcRoutesDeps["log"];
};

/** Sign-in by the company's identity provider, whose refusals stand on the page of signing in. */
export function companySignInRoutes(deps: Deps): Hono {
  const { siteConfig, access, store, reader, trusted, log } = deps;
  const { base } = siteConfig;
  const { company, publicUrl } = access;
  const page = signInPage(deps);
  const home = `${base}/`;
  if (!company) {
    const none = (c: Context) => page(c, { next: home, problem: words.noProvider, status: 404 });
    return new Hono().get("/sign-in/oidc", none).get("/sign-in/oidc/callback", none);
  }

  async function signIn(identity: Identity, c: Context, to: string) {
    const vouched = { ...identity, name: identity.name || identity.subject };
    const by = { actor: BY_PROVIDER, address: reader(c) };
    const admitted = await store.vouchedPeople.admit(vouched, company!.roleOf(identity.groups), by);
    const next = to === "/" ? home : ownPath(to, base);
    if ("refused" in admitted) {
      log.info({ why: admitted.refused }, "a sign-in by the identity provider was refused");
      return page(c, { next, problem: words[admitted.refused], status: 403, anew: true });
    }
    const { person, keptRole } = admitted;
    if (keptRole)
      log.warn({ person: person.id }, "the last administrator keeps the role: the groups give another");
    if (await beginSession(c, deps, person.id)) return c.redirect(next, 303);
    return page(c, { next, problem: words.inactive, status: 403, anew: true });
  }

  /** Whoever sends answers that this server has not asked for makes it ask the provider: that is bounded by address. */
  const limit: MiddlewareHandler = async (c, next) => {
    const address = reader(c);
    const attempt = await store.attempts.begin("provider", address, address);
    if ("waitMs" in attempt) {
      const problem = text.signIn.tooOften(retryAfter(c, attempt.waitMs));
      return page(c, { next: home, problem, status: 429 });
    }
    await next();
    // Cancelled, in no group or the provider away: nobody has guessed anything.
    if (c.res.status !== 400) await store.attempts.wasRight(attempt.id);
  };

  return oidcRoutes({
    provider: company.provider,
    address: publicAddress({ publicUrl, base, trusted }),
    base,
    signIn,
    refuse: (c, status, problem) => page(c, { next: home, problem, status }),
    log,
    limit,
  });
}

const BY_PROVIDER = { kind: "system", name: "identity provider" } as const;
