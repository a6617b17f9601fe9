import { type Context, Hono } from "hono";
import { z } from "zod";
import { AlarmPage } from "../../../../views/anomalies/alarm";
import { AskManyPage } from "../../../../views/anomalies/many";
import { ErrorPage } from "../../../../views/layout/error";
import type { PlantState } from "../../../live/state/plant_state";
import type { Store } from "../../../store/store";
import { text } from "../../../words/text";
import { answerable, type AnswerAllDeps, BULK_ACTS } from "../../answer_all";
import { assignees, type AssigneeDeps, takesAnyName } from "../../assignee";
import { type AskedMachinesDeps, notFound } from "../../asked_machines";
import { pageContext, type SiteConfig } from "../../page_context";
import { query } from "../../validation";
import { alarmFilter, alarmQueryOf, inPlantTime, named } from "./alarm_filter";

const askQuery = alarmFilter.extend({
  act: z.enum(BULK_ACTS).catch("acknowledge_all"),
  /** The moment that the list was drawn with: later alarms are not asked about. */
  as_of: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
});
const alarmQuery = z.object({ alarm: z.string().max(120).catch("") });

export type ManagingDeps = AnswerAllDeps &
  AssigneeDeps &
  AskedMachinesDeps & {
    siteConfig: SiteConfig;
    store: { alarms: Pick<Store["alarms"], "find"> };
    plantState: Pick<PlantState, "shown">;
  };

/** The page of one alarm, the question before many are answered at once, and the script of the keys. */
export function managingRoutes(deps: ManagingDeps) {
  const { siteConfig, store, machineRegistry } = deps;
  const { timezone } = siteConfig.plant;

  return new Hono()
    .get("/alarm", query(alarmQuery), async (c) => {
      const { alarm: id } = c.req.valid("query");
      const alarm = await store.alarms.find(id);
      if (!alarm) return notFoundPage(c, siteConfig, text.alarms.noSuch(id));
      // Its row changes in place. A form that is being filled in does not refresh itself.
      const site = { ...pageContext(siteConfig, c, "list", "anomalies"), still: true };
      return c.html(
        <AlarmPage
          site={{ ...site, pageCss: site.managingCss }}
          alarm={deps.plantState.shown(alarm, site.now)}
          people={await assignees(deps)}
          takesAnyName={takesAnyName(c)}
        />,
      );
    })
    .get("/many", query(askQuery), async (c) => {
      const { act, as_of: upTo, ...sent } = c.req.valid("query");
      const found = await named(inPlantTime(sent, timezone), deps);
      if ("unknown" in found) return notFoundPage(c, siteConfig, notFound(found));
      const { filter, inArea } = found;
      const site = { ...pageContext(siteConfig, c, "plain", "anomalies"), still: true };
      return c.html(
        <AskManyPage
          site={{ ...site, pageCss: site.managingCss }}
          act={act}
          filter={filter}
          machines={machineRegistry.all()}
          areas={deps.site.areas().all()}
          answerable={await answerable(deps, act, alarmQueryOf(filter, timezone, site.now, inArea), upTo)}
        />,
      );
    })
    .get("/keys", (c) => c.html(<script type="module" src={siteConfig.managing.script} />));
}

/** Says on a page of its own that there is no such alarm, machine or area. */
export function notFoundPage(c: Context, siteConfig: SiteConfig, sentence: string) {
  const site = pageContext(siteConfig, c, "plain", "anomalies");
  return c.html(<ErrorPage site={site} status={404} sentence={sentence} />, 404);
}
