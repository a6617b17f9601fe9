import { Hono } from "hono";
import { PerformancePage } from "../../../../views/alarms/performance";
import { pageContext } from "../../page_context";
import { type PerformanceDeps, performanceOf, performancePageQuery } from "../../performance";
import { PERFORMANCE_CSV, performanceCsv } from "../../performance_csv";
import { query } from "../../validation";

/** The performance of the alarms beside its targets, and its CSV. It works without script. */
export function performancePageRoutes(deps: PerformanceDeps) {
  const { siteConfig, site, machineRegistry } = deps;
  return new Hono()
    .get("/", query(performancePageQuery), async (c) => {
      const performance = await performanceOf(deps, c.req.valid("query"));
      return c.html(
        <PerformancePage
          site={{
            ...pageContext(siteConfig, c, "plain", "anomalies"),
            pageCss: siteConfig.catalogueCss,
            still: true,
          }}
          performance={performance}
          areas={site.areas().all()}
          shifts={[...new Set(site.inForce().shifts.shifts.map(({ name }) => name))]}
          nameOf={(id) => machineRegistry.find(id)?.name ?? id}
        />,
      );
    })
    .get("/export.csv", query(performancePageQuery), async (c) =>
      c.body(
        performanceCsv(await performanceOf(deps, c.req.valid("query")), machineRegistry),
        200,
        PERFORMANCE_CSV,
      ),
    );
}
