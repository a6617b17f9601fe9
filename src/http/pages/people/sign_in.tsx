import { type Context, Hono } from "hono";
import { retryAfter } from "../../access/retry_after";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { SignInPage } from "../../../../views/people/sign_in";
import { loginOf, passwordOf } from "../../../people/credentials";
import { Conflict } from "../../../store/errors";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import type { Cookies } from "../../access/cookies";
import { ownPath } from "../../access/sign_in_address";
import type { AccessSettings } from "../../access/site_access";
import { pageContext, type SiteConfig } from "../../page_context";
import { type Form, formOf } from "./form";

const words = text.signIn;

export type SignInDeps = {
  siteConfig: SiteConfig;
  store: {
    people: Pick<Store["people"], "withPassword" | "hasAdministrator" | "find">;
    sessions: Pick<Store["sessions"], "begin" | "find" | "end">;
    attempts: Store["attempts"];
  };
  cookies: Cookies;
  access: Pick<AccessSettings, "company">;
  /** The address of the client, past trusted proxies. */
  reader(c: Context): string;
};

/** What stands on the page of signing in. */
export type SignInPageState = {
  login?: string;
  next: string;
  problem?: string;
  status?: ContentfulStatusCode;
  /** The provider's address for signing out of it too. */
  signOutAt?: string;
  /** The provider is to ask who it is, for it knows somebody who may not come in. */
  anew?: boolean;
};

type SignInPageDeps = Pick<SignInDeps, "siteConfig" | "cookies" | "access"> & {
  store: { people: Pick<Store["people"], "hasAdministrator"> };
};

/** Draws the page on which people sign in. */
export function signInPage({ siteConfig, cookies, access, store }: SignInPageDeps) {
  const { base } = siteConfig;
  return async (c: Context, { login = "", status = 200, anew, ...state }: SignInPageState) => {
    const site = { ...pageContext(siteConfig, c, "plain", null), still: true };
    const isOpen = siteConfig.access.mode === "open";
    const hint = isOpen || (await store.people.hasAdministrator()) ? undefined : words.nobodyYet;
    const asked = new URLSearchParams({ to: state.next, ...(anew && { anew: "1" }) });
    const provider = access.company && `${base}/sign-in/oidc?${asked}`;
    const shown = { ...state, action: `${base}/sign-in`, login, hint, provider };
    return c.html(<SignInPage site={site} {...shown} isEncrypted={cookies.isEncrypted(c)} />, status);
  };
}

/** Signing in and out. It works without script. */
export function signInRoutes(deps: SignInDeps) {
  const { siteConfig, store, cookies, reader, access } = deps;
  const { base } = siteConfig;
  const page = signInPage(deps);

  async function signIn(c: Context, form: Form) {
    const [login, next] = [loginOf(form.text("login")), ownPath(form.text("next"), base)];
    const attempt = await store.attempts.begin("password", login, reader(c));
    if ("waitMs" in attempt) {
      const problem = words.tooOften(retryAfter(c, attempt.waitMs));
      return page(c, { login, next, problem, status: 429 });
    }
    const proven = await store.people.withPassword(login, passwordOf(form.text("password")));
    const isIn = proven && (await beginSession(c, deps, proven.person.id, proven.proof));
    if (!isIn) return page(c, { login, next, problem: words.wrong, status: 401 });
    await store.attempts.wasRight(attempt.id);
    return c.redirect(next, 303);
  }

  /** A form may lead to no other site, so the way out of the provider is a link on a page of ours. */
  async function signOut(c: Context) {
    const secret = cookies.session(c);
    const session = secret ? await store.sessions.find(secret) : undefined;
    if (session)
      await store.sessions.end(session.id, session.actor.id, { actor: session.actor, address: reader(c) });
    cookies.endSession(c);
    const person = session && access.company && (await store.people.find(session.actor.id));
    return c.redirect(person?.issuer ? `${base}/sign-in?out=1` : `${base}/`, 303);
  }

  return new Hono()
    .get("/sign-in", async (c) => {
      const isOut = c.req.query("out") === "1";
      const signOutAt = isOut ? await access.company?.provider.signOutUrl() : undefined;
      return page(c, { next: ownPath(c.req.query("next"), base), signOutAt, anew: isOut });
    })
    .post("/sign-in", async (c) => signIn(c, await formOf(c)))
    .post("/sign-out", signOut);
}

type BeginDeps = Pick<SignInDeps, "cookies" | "reader"> & {
  store: { sessions: Pick<Store["sessions"], "begin"> };
};

/**
 * Begins a session of this browser in the place of the one that it had.
 * @param proof of a password, where it was that
 * @returns false when the account was ended meanwhile, or its password changed
 */
export async function beginSession(
  c: Context,
  { store, cookies, reader }: BeginDeps,
  personId: string,
  proof?: string,
): Promise<boolean> {
  const from = { address: reader(c), agent: c.req.header("user-agent") ?? "" };
  try {
    cookies.setSession(c, await store.sessions.begin(personId, from, cookies.session(c), proof));
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}
