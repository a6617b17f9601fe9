import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { siteChange } from "../../domain/site/settings";
import { byOf } from "../access/identify";
import { refuseConflict } from "../error_response";
import type { SiteConfig } from "../page_context";
import { changeSite, type SiteChangeDeps } from "../site_changes";
import { body } from "../validation";

type Deps = SiteChangeDeps & { siteConfig: Pick<SiteConfig, "plant"> };

/** Currency, tariff, shifts and holidays of the plant, in effect at once. */
export function siteRoutes(deps: Deps) {
  const { site, siteConfig } = deps;

  async function read() {
    await site.refresh();
    const { name, timezone } = siteConfig.plant;
    return {
      plant: { name, timezone },
      ...site.values(),
      set_by_people: Object.keys(site.set()),
      set_by_environment: site.environment,
    };
  }

  return new Hono()
    .get(
      "/",
      describeRoute({ summary: "The site: currency, tariff, shifts and holidays in force" }),
      async (c) => c.json(await read()),
    )
    .put(
      "/",
      describeRoute({
        summary: "Set some of the site; null takes back what was set, what is left out stays",
      }),
      body(siteChange),
      async (c) => {
        await changeSite(deps, c.req.valid("json"), byOf(c));
        return c.json(await read());
      },
    )
    .onError(refuseConflict);
}
