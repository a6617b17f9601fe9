import { type Context, Hono } from "hono";
import { ErrorPage } from "../../../../views/layout/error";
import { LinkPage } from "../../../../views/people/link";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { pageContext, type SiteConfig } from "../../page_context";
import { checkedLogin, checkedName, checkedPassword } from "./account";
import { type Form, formOf } from "./form";
import { beginSession, type SignInDeps } from "./sign_in";

const words = text.signIn;

type Deps = Pick<SignInDeps, "cookies" | "reader"> & {
  siteConfig: SiteConfig;
  store: { oneUseLinks: Pick<Store["oneUseLinks"], "find" | "use"> } & {
    sessions: Pick<Store["sessions"], "begin">;
  };
};

/** The page behind a link of one use: it makes an administrator, or lets a person choose a password. */
export function oneUseLinkRoutes(deps: Deps) {
  const { siteConfig, store, cookies } = deps;
  const { base } = siteConfig;
  const action = `${base}/sign-in/link`;

  async function page(c: Context, key: string, form?: Form, problem?: string) {
    const link = await store.oneUseLinks.find(key);
    if (!link) return gone(c);
    const site = { ...pageContext(siteConfig, c, "plain", null), still: true };
    const typed = { name: form?.text("name") ?? "", login: form?.text("login") ?? "" };
    const shown = { action, secret: key, ...typed, problem, isEncrypted: cookies.isEncrypted(c) };
    c.status(problem ? 400 : 200);
    return c.html(<LinkPage site={site} person={link.person?.name} {...shown} />);
  }

  function gone(c: Context) {
    const site = { ...pageContext(siteConfig, c, "plain", null), still: true };
    return c.html(<ErrorPage site={site} status={410} sentence={words.linkGone} />, 410);
  }

  async function use(c: Context, form: Form) {
    const key = form.text("key");
    const link = await store.oneUseLinks.find(key);
    if (!link) return gone(c);
    const { person } = link;
    const name = person ? { name: person.name } : checkedName(form.text("name"));
    const login = person ? { login: person.login ?? "" } : checkedLogin(form.text("login"));
    if ("problem" in name) return page(c, key, form, name.problem);
    if ("problem" in login) return page(c, key, form, login.problem);
    const password = checkedPassword(form.text("password"), login.login);
    if ("problem" in password) return page(c, key, form, password.problem);
    const known = await store.oneUseLinks.use(key, { ...name, ...login, ...password }, byOf(c));
    if (!known || !(await beginSession(c, deps, known.id))) return gone(c);
    return c.redirect(`${base}/`, 303);
  }

  return new Hono()
    .get("/sign-in/link", (c) => page(c, c.req.query("key") ?? ""))
    .post("/sign-in/link", async (c) => use(c, await formOf(c)));
}
