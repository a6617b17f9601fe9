import { type Context, Hono } from "hono";
import { AnomaliesPage } from "../../views/anomalies";
import { Conflict, type History } from "../history/history";
import { alarmFilter, askedOf, inPlantTime } from "./alarm_filter";
import { csvName, csvOf } from "./alarm_csv";
import { answered, answerOf, type AnswerDeps, keepName } from "./answers";
import { formSent, query } from "./door";
import { type House, ROWS_ON, siteFor } from "./pages";
import { refuse } from "./refusal";
import { z } from "zod";

const pageQuery = alarmFilter.extend({ offset: z.coerce.number().int().min(0).catch(0).default(0) });

type Deps = AnswerDeps & { house: House; history: Pick<History, "alarms"> };

/** The list of all alarms, the same as a file, and the one address that every answer to alarms goes to. */
export function anomaliesRoutes(deps: Deps) {
  const {
    house,
    history: { alarms },
    directory,
  } = deps;
  const { timezone } = house.plant;
  const size = ROWS_ON.anomalies ?? 0;

  return new Hono()
    .get("/", query(pageQuery), async (c) => {
      const { offset, ...sent } = c.req.valid("query");
      const filter = inPlantTime(sent, timezone);
      const isFirst = offset === 0 && !Object.values(filter).some(Boolean);
      // On the first page of all alarms new ones appear; on another one those that are shown change where they are.
      const site = siteFor(house, c, isFirst ? "anomalies" : "list", "anomalies");
      const asked = askedOf(filter, timezone, house.now());
      const [rows, total, unanswered] = await Promise.all([
        isFirst ? alarms.board(size) : alarms.list({ ...asked, limit: size, offset }),
        alarms.count(asked),
        isFirst ? undefined : alarms.unanswered(asked),
      ]);
      return c.html(
        <AnomaliesPage
          site={site}
          alarms={rows}
          filter={filter}
          machines={directory.all()}
          paging={{ offset, size, total }}
          unanswered={unanswered}
        />,
      );
    })
    .get("/export.csv", query(alarmFilter), (c) => {
      const asked = askedOf(c.req.valid("query"), timezone, house.now());
      const name = csvName(house.plant.name, timezone, asked, house.now());
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
      keepName(c, house.base, answer.name);
      if (!isFromHtmx(c)) return c.redirect(cameFrom(c.req.header("referer"), house.base));
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
