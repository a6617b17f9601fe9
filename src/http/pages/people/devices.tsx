import { type Context, Hono } from "hono";
import { DevicesPage } from "../../../../views/people/devices";
import { DEVICE_PAGES, type DevicePage, typedCode } from "../../../people/pairing";
import type { SiteCache } from "../../../site/site_cache";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { pageContext, type SiteConfig } from "../../page_context";
import { enterCode, type EnterDeps } from "../../pair_screen";
import { pathId } from "../../validation";
import { checkedName } from "./account";
import { formOf } from "./form";

const words = text.devices;

type Deps = EnterDeps & {
  siteConfig: SiteConfig;
  site: Pick<SiteCache, "areas" | "refresh">;
  store: { devices: Pick<Store["devices"], "list" | "revoke"> };
};

/** The page on which administrators pair screens, and take them off the list. It works without script. */
export function devicePageRoutes(deps: Deps) {
  const { siteConfig, store, site: plant } = deps;
  const url = `${siteConfig.base}/settings/devices`;

  type Said = { problem?: string; paired?: string; typed?: { code: string; name: string } };
  async function page(c: Context, said: Said = {}, status = said.problem ? 400 : 200) {
    const site = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
    const shown = { devices: await store.devices.list(), areas: plant.areas() };
    c.status(status as 200);
    return c.html(<DevicesPage site={site} url={url} {...shown} {...said} />);
  }

  async function pair(c: Context) {
    const form = await formOf(c);
    const typed = { code: form.text("code"), name: form.text("name") };
    const refused = (problem: string, status = 400) => page(c, { problem, typed }, status);
    const name = checkedName(typed.name);
    if ("problem" in name) return refused(name.problem);
    const code = typedCode(typed.code);
    if (code === undefined) return refused(words.noCode);
    const area = form.text("area") || null;
    if (area !== null && !plant.areas().find(area)) return refused(text.noSuchArea(area));
    const shown = pageNamed(form.text("page"));
    if (shown === undefined) return refused(words.noPage(form.text("page")));
    const chosen = { ...name, page: shown, area, mayAct: form.text("may_act") === "on" };
    const entered = await enterCode(c, deps, code, chosen);
    return "refused" in entered
      ? refused(entered.refused, entered.status)
      : page(c, { paired: entered.device.name });
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", pair)
    .post("/:id/revoke", async (c) => {
      await formOf(c);
      const wasThere = await store.devices.revoke(pathId(c), byOf(c));
      return wasThere ? c.redirect(url, 303) : page(c, { problem: words.unknown(pathId(c)) }, 404);
    });
}

const pageNamed = (sent: string): DevicePage | undefined => DEVICE_PAGES.find((page) => page === sent);
