import { type Context, Hono } from "hono";
import { z } from "zod";
import { AnomaliesPage } from "../../../../views/anomalies/anomalies";
import { firstsOf } from "../../../live/state/floods";
import type { KpiTracker } from "../../../live/state/kpi_tracker";
import type { PlantState } from "../../../live/state/plant_state";
import type { Store } from "../../../store/store";
import { type AskedMachinesDeps, notFound } from "../../asked_machines";
import { type AlarmFilter, alarmFilter, alarmQueryOf, inPlantTime, named } from "./alarm_filter";
import { csvName, csvOf } from "./alarm_csv";
import { csvFileHeaders } from "../../csv_file";
import {
  type AlarmAction,
  isBulk,
  listOf,
  performAlarmAction,
  readAlarmAction,
  type AlarmActionDeps,
  rememberName,
} from "../../alarm_actions";
import { type ManagingDeps, managingRoutes, notFoundPage } from "./managing";
import { readForm, query } from "../../validation";
import { type SiteConfig, ROWS_ON, pageContext } from "../../page_context";
import { refuseConflict, unknownWord } from "../../error_response";
import { undoPart } from "../../undo_part";

const pageQuery = alarmFilter.extend({ offset: z.coerce.number().int().min(0).catch(0).default(0) });

type Deps = ManagingDeps &
  AlarmActionDeps &
  AskedMachinesDeps & {
    siteConfig: SiteConfig;
    store: Pick<Store, "alarms">;
    plantState: Pick<PlantState, "shown" | "floods">;
    kpis: Pick<KpiTracker, "suppressed">;
  };

/** The list of all alarms, its CSV, and the one address that every alarm form is sent to. */
export function anomaliesRoutes(deps: Deps) {
  const { siteConfig, machineRegistry } = deps;
  const { alarms } = deps.store;
  const { timezone } = siteConfig.plant;
  const size = ROWS_ON.anomalies ?? 0;

  return new Hono()
    .route("/", managingRoutes(deps))
    .get("/", query(pageQuery), async (c) => {
      const { offset, ...sent } = c.req.valid("query");
      const found = await named(inPlantTime(sent, timezone), deps);
      // An empty list would look as if an unknown machine were fine.
      if ("unknown" in found) return notFoundPage(c, siteConfig, notFound(found));
      const { filter, inArea } = found;
      const isFirst = offset === 0 && !Object.values(filter).some(Boolean);
      // New alarms appear on the first page of all alarms only; elsewhere shown rows change in place.
      const site = pageContext(siteConfig, c, isFirst ? "anomalies" : "list", "anomalies");
      const asked = alarmQueryOf(filter, timezone, siteConfig.now(), inArea);
      const floods = isFirst ? deps.plantState.floods(site.now) : [];
      const [rows, total, unacknowledged, unresolved] = await Promise.all([
        isFirst ? alarms.board(size, [], firstsOf(floods)) : alarms.list({ ...asked, limit: size, offset }),
        alarms.count(asked),
        isFirst ? undefined : alarms.unacknowledged(asked),
        isFirst ? undefined : alarms.unresolved(asked),
      ]);
      return c.html(
        <AnomaliesPage
          site={site}
          alarms={rows.map((alarm) => deps.plantState.shown(alarm, site.now))}
          floods={floods}
          filter={filter}
          machines={machineRegistry.all()}
          areas={deps.site.areas().all()}
          paging={{ offset, size, total }}
          answerable={
            unacknowledged && unresolved && { acknowledge_all: unacknowledged, resolve_all: unresolved }
          }
          suppressed={deps.kpis.suppressed([])}
        />,
      );
    })
    .get("/export.csv", query(alarmFilter), (c) => file(c, deps, c.req.valid("query")))
    .post("/answer", async (c) => {
      const action = readAlarmAction(await readForm(c));
      const refused = await performAlarmAction(c, deps, action);
      if (refused) return refused;
      rememberName(c, siteConfig.base, action.name);
      return afterAction(c, siteConfig, action);
    })
    .onError(refuseConflict);
}

/** The alarms of a list, as CSV. */
async function file(c: Context, deps: Deps, asked: AlarmFilter) {
  const { siteConfig, store } = deps;
  const { name: plant, timezone } = siteConfig.plant;
  const found = await named(asked, deps);
  if ("unknown" in found) return unknownWord(c, found);
  const listed = alarmQueryOf(found.filter, timezone, siteConfig.now(), found.inArea);
  const name = csvName(plant, timezone, listed, siteConfig.now());
  return c.body(csvOf(store.alarms, listed), 200, csvFileHeaders(name));
}

/** Back to where it came from, with the offer to take it back; of a whole list, to that list as it is now. */
function afterAction(c: Context, siteConfig: SiteConfig, action: AlarmAction) {
  const list = isBulk(action.pressed) ? listOf(siteConfig.base, action) : undefined;
  if (!isFromHtmx(c)) return c.redirect(list ?? cameFrom(c.req.header("referer"), siteConfig.base));
  // An alarm was answered: that can be taken back, or what could be before no more.
  if (!list && action.pressed !== "accept_as_normal") return c.html(undoPart(c, siteConfig));
  if (list) c.header("HX-Redirect", list);
  return c.body(null, 204);
}

const isFromHtmx = (c: Context) => c.req.header("hx-request") === "true";

/** The page that the form was sent from, as a path of ours: never another site. */
function cameFrom(referer: string | undefined, base: string): string {
  const url = URL.parse(referer ?? "");
  // Two slashes at the start would name another host.
  return url ? url.pathname.replace(/^\/+/, "/") + url.search : `${base}/`;
}
