import { type Context, Hono } from "hono";
import { AnomaliesPage } from "../../../../views/anomalies/anomalies";
import type { Store } from "../../../store/store";
import { alarmFilter, askedOf, inPlantTime } from "./alarm_filter";
import { csvName, csvOf } from "./alarm_csv";
import { answered, answerOf, type AlarmActionDeps, keepName } from "../../alarm_actions";
import { formSent, query } from "../../validation";
import { type SiteConfig, ROWS_ON, siteFor } from "../../page_context";
import { refuse } from "../../error_response";
import { z } from "zod";
import { Conflict } from "../../../store/errors";

const pageQuery = alarmFilter.extend({ offset: z.coerce.number().int().min(0).catch(0).default(0) });

type Deps = AlarmActionDeps & { siteConfig: SiteConfig; store: Pick<Store, "alarms"> };

/** The list of all alarms, the same as a file, and the one address that every answer to alarms goes to. */
export function anomaliesRoutes(deps: Deps) {
  const {
    siteConfig,
    store: { alarms },
    machineRegistry,
  } = deps;
  const { timezone } = siteConfig.plant;
  const size = ROWS_ON.anomalies ?? 0;

  return new Hono()
    .get("/", query(pageQuery), async (c) => {
      const { offset, ...sent } = c.req.valid("query");
      const filter = inPlantTime(sent, timezone);
      const isFirst = offset === 0 && !Object.values(filter).some(Boolean);
      // On the first page of all alarms new ones appear; on another one those that are shown change where they are.
      const site = siteFor(siteConfig, c, isFirst ? "anomalies" : "list", "anomalies");
      const asked = askedOf(filter, timezone, siteConfig.now());
      const [rows, total, unacknowledged] = await Promise.all([
        isFirst ? alarms.board(size) : alarms.list({ ...asked, limit: size, offset }),
        alarms.count(asked),
        isFirst ? undefined : alarms.unacknowledged(asked),
      ]);
      return c.html(
        <AnomaliesPage
          site={site}
          alarms={rows}
          filter={filter}
          machines={machineRegistry.all()}
          paging={{ offset, size, total }}
          unacknowledged={unacknowledged}
        />,
      );
    })
    .get("/export.csv", query(alarmFilter), (c) => {
      const asked = askedOf(c.req.valid("query"), timezone, siteConfig.now());
      const name = csvName(siteConfig.plant.name, timezone, asked, siteConfig.now());
      return c.body(csvOf(alarms, asked), 200, {
        "Content-Type": "text/csv; charset=utf-8; header=present",
        "Content-Disposition": `attachment; filename="${name}"`,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
      });
    })
    .post("/answer", async (c) => {
      const answer = answerOf(await formSent(c));
      const refused = await answered(c, deps, answer);
      if (refused) return refused;
      keepName(c, siteConfig.base, answer.name);
      if (!isFromHtmx(c)) return c.redirect(cameFrom(c.req.header("referer"), siteConfig.base));
      // The rows of many may be on other pages of the list: it is shown anew.
      if (answer.pressed === "acknowledge_all") c.header("HX-Refresh", "true");
      return c.body(null, 204);
    })
    .onError((error, c) => {
      if (error instanceof Conflict) return refuse(c, 409, error.message);
      throw error;
    });
}

const isFromHtmx = (c: Context) => c.req.header("hx-request") === "true";

/** The page that a form was sent from, as a path of ours: never another site. */
function cameFrom(referer: string | undefined, base: string): string {
  const url = URL.parse(referer ?? "");
  // Two slashes at the start would name another host.
  return url ? url.pathname.replace(/^\/+/, "/") + url.search : `${base}/`;
}
