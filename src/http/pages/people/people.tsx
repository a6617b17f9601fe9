import { type Context, Hono } from "hono";
import { PeoplePage } from "../../../../views/people/people";
import { ROLES } from "../../../people/actor";
import { Conflict } from "../../../store/errors";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import type { Cookies } from "../../access/cookies";
import { byOf } from "../../access/identify";
import { type ServedAtDeps, servedAt, signInLink } from "../../access/link_address";
import { pageContext, type SiteConfig } from "../../page_context";
import { pathId } from "../../validation";
import { setAnswerSecret } from "./answer_secrets";
import { checkedLogin, checkedName } from "./account";
import { type Form, formOf } from "./form";

const words = text.people;

export type PeopleDeps = ServedAtDeps & {
  cookies: Pick<Cookies, "remembers">;
  siteConfig: SiteConfig;
  store: {
    people: Pick<Store["people"], "list" | "find" | "add" | "change" | "setPin">;
    personalData: Pick<Store["personalData"], "erase">;
    answerers: Pick<Store["answerers"], "setBadge">;
    oneUseLinks: Pick<Store["oneUseLinks"], "toPerson">;
  };
};

/** The page on which administrators say who may do what. It works without script. */
export function peoplePageRoutes(deps: PeopleDeps) {
  const { siteConfig, store } = deps;
  const url = `${siteConfig.base}/settings/people`;
  const page = pageOf(deps, url);
  const conflict = conflictOn(page);
  const unknown = (c: Context) => page(c, { problem: words.unknown(pathId(c)) }, 404);

  async function add(c: Context) {
    const form = await formOf(c);
    const [name, login] = [checkedName(form.text("name")), checkedLogin(form.text("login"))];
    if ("problem" in name) return page(c, { problem: name.problem, typed: form });
    if ("problem" in login) return page(c, { problem: login.problem, typed: form });
    const role = roleIn(form) ?? "viewer";
    const person = await store.people.add({ ...name, ...login, role }, byOf(c));
    return pageWithLink(c, person);
  }

  async function pageWithLink(c: Context, { id, name }: { id: string; name: string }) {
    const key = await store.oneUseLinks.toPerson(id, byOf(c));
    return page(c, { link: { name, address: signInLink(servedAt(c, deps), key) } });
  }

  async function change(c: Context) {
    const form = await formOf(c);
    const active = form.text("active");
    const is_active = active === "" ? undefined : active === "1";
    const changed = await store.people.change(pathId(c), { role: roleIn(form), is_active }, byOf(c));
    return changed ? c.redirect(url, 303) : unknown(c);
  }

  async function erase(c: Context) {
    const name = await store.personalData.erase(pathId(c), words.former, byOf(c));
    return name === undefined ? unknown(c) : c.redirect(url, 303);
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", (c) => add(c).catch(conflict(c)))
    .post("/:id", (c) => change(c).catch(conflict(c)))
    .post("/:id/erase", (c) => erase(c).catch(conflict(c)))
    .post("/:id/pin", setSecret("pin"))
    .post("/:id/badge", setSecret("badge"))
    .post("/:id/link", async (c) => {
      const person = await store.people.find(pathId(c));
      return person ? pageWithLink(c, person) : unknown(c);
    });

  function setSecret(kind: "pin" | "badge") {
    return async (c: Context) => {
      const set = setAnswerSecret(c, store, kind, (await formOf(c)).text(kind));
      const wasSet = await set.catch(conflict(c));
      if (wasSet instanceof Response) return wasSet;
      if (wasSet === false) return unknown(c);
      return wasSet === true ? c.redirect(url, 303) : page(c, wasSet);
    };
  }
}

/** Draws what a refused change says on the page. */
function conflictOn(page: ReturnType<typeof pageOf>) {
  return (c: Context) => (error: unknown) => {
    if (error instanceof Conflict) return page(c, { problem: error.message }, 409);
    throw error;
  };
}

const roleIn = (form: Form) => ROLES.find((role) => role === form.text("role"));

type Said = { problem?: string; link?: { name: string; address: string }; typed?: Form };

/** Draws the page, with what is to be said on it. */
function pageOf({ siteConfig, store, cookies }: PeopleDeps, url: string) {
  return async (c: Context, { problem, link, typed }: Said = {}, status = problem ? 400 : 200) => {
    const site = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const fields = { name: typed?.text("name") ?? "", login: typed?.text("login") ?? "" };
    const shown = { problem, link, fields, remembers: cookies.remembers(c) };
    c.status(status as 200);
    return c.html(<PeoplePage site={site} url={url} people={await store.people.list()} {...shown} />);
  };
}
