import { Hono } from "hono";
import { AuditPage } from "../../../../views/settings/audit";
import { plantDateTime } from "../../../domain/plant_time";
import type { AuditDeps } from "../../api/audit";
import { auditJson } from "../../api/json/audit_json";
import { pageContext, type SiteConfig } from "../../page_context";
import { query } from "../../validation";
import { auditCsv } from "./audit_csv";
import { auditFilter, auditPageQuery, conditionsOf } from "./audit_filter";
import { csvFileHeaders } from "../../csv_file";

const PAGE_ENTRIES = 100;

type Deps = AuditDeps & { siteConfig: SiteConfig };

/** The page of the audit log, and its CSV. It works without script. */
export function auditPageRoutes({ siteConfig, store, machineRegistry }: Deps) {
  const { timezone } = siteConfig.plant;
  return new Hono()
    .get("/", query(auditPageQuery), async (c) => {
      const { before, ...filter } = c.req.valid("query");
      const conditions = conditionsOf(filter, timezone, machineRegistry);
      // One more than is shown says whether there are older ones.
      const found = await store.audit.list({ ...conditions, before, limit: PAGE_ENTRIES + 1 });
      const site = { ...pageContext(siteConfig, c, "plain", "settings"), still: true };
      return c.html(
        <AuditPage
          site={site}
          filter={filter}
          entries={found.slice(0, PAGE_ENTRIES).map(auditJson)}
          isPaged={before !== undefined}
          hasOlder={found.length > PAGE_ENTRIES}
          machineName={(id) => machineRegistry.find(id)?.name}
        />,
      );
    })
    .get("/export.csv", query(auditFilter), (c) => {
      const conditions = conditionsOf(c.req.valid("query"), timezone, machineRegistry);
      const now = plantDateTime(siteConfig.now(), timezone).toString({ smallestUnit: "minute" });
      return c.body(
        auditCsv(store.audit, conditions),
        200,
        csvFileHeaders(`audit_to_${now.replace(":", "")}.csv`),
      );
    });
}
