import { type Context, Hono } from "hono";
import { retryAfter } from "../../access/retry_after";
import { MePage } from "../../../../views/people/me";
import { isPin, passwordOf } from "../../../people/credentials";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { pageContext } from "../../page_context";
import { checkedPassword } from "./account";
import { formOf } from "./form";
import { beginSession, type SignInDeps } from "./sign_in";

const words = text.me;

type Deps = Pick<SignInDeps, "cookies" | "reader" | "siteConfig"> & {
  store: {
    people: Pick<Store["people"], "find" | "isPasswordOf" | "setPassword" | "setPin">;
    sessions: Store["sessions"];
    attempts: Store["attempts"];
  };
};

/** One's own account: sessions, password, PIN. It works without script. */
export function meRoutes(deps: Deps) {
  const { siteConfig, store, cookies, reader } = deps;
  const url = `${siteConfig.base}/settings/me`;

  async function page(c: Context, problem?: string, status = problem ? 400 : 200) {
    const site = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const person = await personOf(c);
    const sessions = person ? await store.sessions.ofPerson(person.id) : [];
    const shown = { url, person, sessions, own: c.get("sessionId"), problem };
    c.status(status as 200);
    return c.html(<MePage site={site} {...shown} isEncrypted={cookies.isEncrypted(c)} />);
  }

  function personOf(c: Context) {
    const actor = c.get("actor");
    return actor?.kind === "person" ? store.people.find(actor.id) : undefined;
  }

  const saved = (c: Context) => c.redirect(url, 303);

  async function changePassword(c: Context) {
    const [form, person] = [await formOf(c), await personOf(c)];
    if (!person) return page(c, words.nobody);
    const attempt = await store.attempts.begin("password", person.login ?? person.id, reader(c));
    if ("waitMs" in attempt) {
      return page(c, text.signIn.tooOften(retryAfter(c, attempt.waitMs)), 429);
    }
    const isRight = await store.people.isPasswordOf(person.id, passwordOf(form.text("current")));
    if (!isRight) return page(c, words.wrongCurrent);
    await store.attempts.wasRight(attempt.id);
    const next = checkedPassword(form.text("password"), person.login ?? "");
    if ("problem" in next) return page(c, next.problem);
    await store.people.setPassword(person.id, next.password, byOf(c));
    // All sessions have ended, this browser's too: it begins another.
    return (await beginSession(c, deps, person.id)) ? saved(c) : page(c, words.nobody, 401);
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/password", changePassword)
    .post("/pin", async (c) => {
      const [form, person] = [await formOf(c), await personOf(c)];
      if (!person) return page(c, words.nobody);
      const pin = form.text("pin").trim();
      if (pin !== "" && !isPin(pin)) return page(c, words.badPin);
      await store.people.setPin(person.id, pin || null, byOf(c));
      return saved(c);
    })
    .post("/sessions", async (c) => {
      const [form, person] = [await formOf(c), await personOf(c)];
      if (!person) return page(c, words.nobody);
      const id = form.text("end");
      if (id === "all") await store.sessions.endAll(person.id, byOf(c));
      else await store.sessions.end(id, person.id, byOf(c));
      return saved(c);
    });
}
