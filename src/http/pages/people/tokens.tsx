import { type Context, Hono } from "hono";
import { TokensPage } from "../../../../views/people/tokens";
import { DAY_MS } from "../../../domain/time_units";
import { SCOPES } from "../../../people/actor";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { pageContext, type SiteConfig } from "../../page_context";
import { pathId } from "../../validation";
import { checkedName } from "./account";
import { formOf } from "./form";

const words = text.tokens;
const DAYS_AT_MOST = 3650;
const isDays = (days: number) => Number.isInteger(days) && days >= 1 && days <= DAYS_AT_MOST;

export type TokenDeps = {
  siteConfig: SiteConfig;
  store: { tokens: Pick<Store["tokens"], "list" | "add" | "revoke"> };
  now(): number;
};

/** The page on which administrators make and revoke the tokens of programs. It works without script. */
export function tokenPageRoutes({ siteConfig, store, now }: TokenDeps) {
  const url = `${siteConfig.base}/settings/tokens`;

  type Said = { problem?: string; made?: { name: string; secret: string } };
  async function page(c: Context, said: Said = {}, status = said.problem ? 400 : 200) {
    const site = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    c.status(status as 200);
    return c.html(<TokensPage site={site} url={url} tokens={await store.tokens.list()} {...said} />);
  }

  async function make(c: Context) {
    const form = await formOf(c);
    const name = checkedName(form.text("name"));
    const scopes = SCOPES.filter((scope) => form.all("scope").includes(scope));
    if ("problem" in name) return page(c, { problem: name.problem });
    if (scopes.length === 0) return page(c, { problem: words.noScope });
    const days = form.text("days");
    if (days !== "" && !isDays(Number(days))) return page(c, { problem: words.badDays(days, DAYS_AT_MOST) });
    const expires_at = days === "" ? null : now() + Number(days) * DAY_MS;
    const { secret } = await store.tokens.add({ ...name, scopes, expires_at }, byOf(c));
    return page(c, { made: { ...name, secret } });
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", make)
    .post("/:id/revoke", async (c) => {
      await formOf(c);
      const wasThere = await store.tokens.revoke(pathId(c), byOf(c));
      return wasThere ? c.redirect(url, 303) : page(c, { problem: words.unknown(pathId(c)) }, 404);
    });
}
