import { type Context, Hono } from "hono";
import { z } from "zod";
import { AnomaliesPage } from "../../../../views/anomalies/anomalies";
import { ErrorPage } from "../../../../views/layout/error";
import { firstsOf } from "../../../live/state/floods";
import type { PlantState } from "../../../live/state/plant_state";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { type AskedMachinesDeps, machinesOf } from "../../asked_machines";
import { alarmFilter, alarmQueryOf, byMachineId, inPlantTime } from "./alarm_filter";
import { csvName, csvOf } from "./alarm_csv";
import { performAlarmAction, readAlarmAction, type AlarmActionDeps, rememberName } from "../../alarm_actions";
import { readForm, query } from "../../validation";
import { type SiteConfig, ROWS_ON, pageContext } from "../../page_context";
import { refuseConflict } from "../../error_response";

const pageQuery = alarmFilter.extend({ offset: z.coerce.number().int().min(0).catch(0).default(0) });

type Deps = AlarmActionDeps &
  AskedMachinesDeps & {
    siteConfig: SiteConfig;
    store: Pick<Store, "alarms">;
    plantState: Pick<PlantState, "shown" | "floods">;
  };

/** The list of all alarms, its CSV, and the one address that every alarm form is sent to. */
export function anomaliesRoutes(deps: Deps) {
  const { siteConfig, machineRegistry } = deps;
  const { alarms } = deps.store;
  const { timezone } = siteConfig.plant;
  const size = ROWS_ON.anomalies ?? 0;

  return new Hono()
    .get("/", query(pageQuery), async (c) => {
      const { offset, ...sent } = c.req.valid("query");
      const filter = byMachineId(inPlantTime(sent, timezone), machineRegistry);
      const machines = await machinesOf(deps, filter.machine ? [filter.machine] : []);
      // An empty list would look as if an unknown machine were fine.
      if ("unknown" in machines) return noSuchMachine(c, siteConfig, machines.unknown);
      const isFirst = offset === 0 && !Object.values(filter).some(Boolean);
      // New alarms appear on the first page of all alarms only; elsewhere shown rows change in place.
      const site = pageContext(siteConfig, c, isFirst ? "anomalies" : "list", "anomalies");
      const asked = alarmQueryOf(filter, timezone, siteConfig.now());
      const floods = isFirst ? deps.plantState.floods(site.now) : [];
      const [rows, total, unacknowledged] = await Promise.all([
        isFirst ? alarms.board(size, [], firstsOf(floods)) : alarms.list({ ...asked, limit: size, offset }),
        alarms.count(asked),
        isFirst ? undefined : alarms.unacknowledged(asked),
      ]);
      return c.html(
        <AnomaliesPage
          site={site}
          alarms={rows.map((alarm) => deps.plantState.shown(alarm, site.now))}
          floods={floods}
          filter={filter}
          machines={machineRegistry.all()}
          paging={{ offset, size, total }}
          unacknowledged={unacknowledged}
        />,
      );
    })
    .get("/export.csv", query(alarmFilter), (c) => {
      const filter = byMachineId(c.req.valid("query"), machineRegistry);
      const asked = alarmQueryOf(filter, timezone, siteConfig.now());
      const name = csvName(siteConfig.plant.name, timezone, asked, siteConfig.now());
      return c.body(csvOf(alarms, asked), 200, {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": `attachment; filename="${name}"`,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
      });
    })
    .post("/answer", async (c) => {
      const action = readAlarmAction(await readForm(c));
      const refused = await performAlarmAction(c, deps, action);
      if (refused) return refused;
      rememberName(c, siteConfig.base, action.name);
      if (!isFromHtmx(c)) return c.redirect(cameFrom(c.req.header("referer"), siteConfig.base));
      // Changed rows may be on other pages of the list: reload it.
      if (action.pressed === "acknowledge_all") c.header("HX-Refresh", "true");
      return c.body(null, 204);
    })
    .onError(refuseConflict);
}

function noSuchMachine(c: Context, siteConfig: SiteConfig, asked: string) {
  const site = pageContext(siteConfig, c, "plain", "anomalies");
  return c.html(<ErrorPage site={site} status={404} sentence={text.noSuchMachine(asked)} />, 404);
}

const isFromHtmx = (c: Context) => c.req.header("hx-request") === "true";

/** The page that the form was sent from, as a path of ours: never another site. */
function cameFrom(referer: string | undefined, base: string): string {
  const url = URL.parse(referer ?? "");
  // Two slashes at the start would name another host.
  return url ? url.pathname.replace(/^\/+/, "/") + url.search : `${base}/`;
}
