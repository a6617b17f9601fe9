import { Hono } from "hono";
import { SettingsPage } from "../../../../views/settings/settings";
import type { SiteCache } from "../../../site/site_cache";
import { pageContext, type SiteConfig } from "../../page_context";

type Deps = { siteConfig: SiteConfig; site: Pick<SiteCache, "given"> };

/** The index of everything that can be set. */
export function settingsRoutes({ siteConfig, site }: Deps) {
  return new Hono().get("/", (c) =>
    c.html(
      <SettingsPage
        site={{ ...pageContext(siteConfig, c, "plain", "settings"), still: true }}
        given={site.given}
      />,
    ),
  );
}
