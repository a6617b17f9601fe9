import { Hono } from "hono";
import { z } from "zod";
import { CataloguePage } from "../../../../views/alarms/catalogue";
import { isAllowed } from "../../../people/permissions";
import { actorOf } from "../../access/identify";
import { type CatalogueDeps, cataloguePage } from "../../catalogue";
import { catalogueCsvOf, CATALOGUE_CSV } from "../../catalogue_csv";
import { catalogueFilter, narrowedBy } from "../../catalogue_filter";
import { pageContext, type SiteConfig } from "../../page_context";
import { query } from "../../validation";

const PAGE_ENTRIES = 100;

const pageQuery = catalogueFilter.extend({
  offset: z.coerce.number().int().min(0).max(1e9).catch(0).default(0),
});

export type CataloguePageDeps = CatalogueDeps & { siteConfig: SiteConfig };

/** The list of every alarm that can occur, and its CSV. It works without script. */
export function cataloguePageRoutes(deps: CataloguePageDeps) {
  const { siteConfig, machineRegistry, site } = deps;
  return new Hono()
    .get("/", query(pageQuery), async (c) => {
      const { offset, ...filter } = c.req.valid("query");
      const paging = { offset, limit: PAGE_ENTRIES };
      const { entries, total } = await cataloguePage(deps, narrowedBy(deps, filter), paging);
      return c.html(
        <CataloguePage
          site={{
            ...pageContext(siteConfig, c, "plain", "anomalies"),
            pageCss: siteConfig.catalogueCss,
            still: true,
          }}
          filter={filter}
          entries={entries}
          paging={{ offset, size: PAGE_ENTRIES, total }}
          machines={machineRegistry.all().filter(({ is_active }) => is_active)}
          areas={site.areas().all()}
          mayEdit={isAllowed(actorOf(c), "configure", siteConfig.access.mode)}
        />,
      );
    })
    .get("/export.csv", async (c) => c.body(await catalogueCsvOf(deps), 200, CATALOGUE_CSV));
}
