import { type Context, Hono } from "hono";
import { SignInPage } from "../../../../views/people/sign_in";
import { loginOf, passwordOf } from "../../../people/credentials";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import type { Cookies } from "../../access/cookies";
import { ownPath } from "../../access/sign_in_address";
import { pageContext, type SiteConfig } from "../../page_context";
import { type Form, formOf } from "./form";

const words = text.signIn;

export type SignInDeps = {
  siteConfig: SiteConfig;
  store: {
    people: Pick<Store["people"], "withPassword" | "hasAdministrator">;
    sessions: Pick<Store["sessions"], "begin" | "find" | "end">;
    attempts: Store["attempts"];
  };
  cookies: Cookies;
  /** The address of the client, past trusted proxies. */
  reader(c: Context): string;
};

/** Signing in and out. It works without script. */
export function signInRoutes(deps: SignInDeps) {
  const { siteConfig, store, cookies, reader } = deps;
  const { base } = siteConfig;
  const action = `${base}/sign-in`;

  async function page(c: Context, typed: { login: string; next: string }, problem?: string, status = 200) {
    const site = { ...pageContext(siteConfig, c, "plain", null), still: true };
    const isOpen = siteConfig.access.mode === "open";
    const hint = isOpen || (await store.people.hasAdministrator()) ? undefined : words.nobodyYet;
    const shown = { action, ...typed, problem, hint, isEncrypted: cookies.isEncrypted(c) };
    c.status(status as 200);
    return c.html(<SignInPage site={site} {...shown} />);
  }

  async function signIn(c: Context, form: Form) {
    const [login, next] = [loginOf(form.text("login")), ownPath(form.text("next"), base)];
    const attempt = await store.attempts.begin("password", login, reader(c));
    if ("waitMs" in attempt) {
      c.header("Retry-After", String(Math.ceil(attempt.waitMs / 1000)));
      return page(c, { login, next }, words.tooOften(Math.ceil(attempt.waitMs / 60_000)), 429);
    }
    const person = await store.people.withPassword(login, passwordOf(form.text("password")));
    if (!person) return page(c, { login, next }, words.wrong, 401);
    await store.attempts.wasRight(attempt.id);
    await beginSession(c, deps, person.id);
    return c.redirect(next, 303);
  }

  return new Hono()
    .get("/sign-in", (c) => page(c, { login: "", next: ownPath(c.req.query("next"), base) }))
    .post("/sign-in", async (c) => signIn(c, await formOf(c)))
    .post("/sign-out", async (c) => {
      const secret = cookies.session(c);
      const session = secret && (await store.sessions.find(secret));
      if (session)
        await store.sessions.end(session.id, session.actor.id, { actor: session.actor, address: reader(c) });
      cookies.endSession(c);
      return c.redirect(`${base}/`, 303);
    });
}

/** Begins a session of this browser in the place of the one that it had. */
export async function beginSession(
  c: Context,
  {
    store,
    cookies,
    reader,
  }: Pick<SignInDeps, "cookies" | "reader"> & {
    store: { sessions: Pick<Store["sessions"], "begin"> };
  },
  personId: string,
) {
  const from = { address: reader(c), agent: c.req.header("user-agent") ?? "" };
  cookies.setSession(c, await store.sessions.begin(personId, from, cookies.session(c)));
}
