import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { SHELVE_FOR } from "../../alarms/suppression/shelve";
import type { Suppression } from "../../alarms/suppression/suppression";
import { answer } from "../../domain/alarm/answer";
import { flag } from "../../domain/lenient_schema";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { SiteCache } from "../../site/site_cache";
import type { Store } from "../../store/store";
import { answeringAs } from "../access/answering_as";
import { byOf } from "../access/identify";
import { nameMissing, refuse, refuseConflict, unknownArea, unknownMachine } from "../error_response";
import { shelveAlarm, type ShelveDeps, unshelveAlarm } from "../shelve";
import { suppressionBody, suppressionOf } from "../suppression_request";
import { body, bodyIfAny, ifAny, pathId, query } from "../validation";
import { anomalyJson } from "./json/anomaly_json";
import { suppressionJson } from "./json/suppression_json";

const ALARMS_AT_MOST = 1000;

export type SuppressionDeps = ShelveDeps & {
  store: {
    alarms: Pick<Store["alarms"], "find" | "list">;
    suppressions: Pick<Store["suppressions"], "add" | "end" | "current">;
  };
  site: Pick<SiteCache, "inForce" | "areas" | "refresh">;
  machineRegistry: Pick<MachineRegistry, "find">;
};

const shelving = answer.extend({ for: z.enum(SHELVE_FOR) });
const ending = z.strictObject({ by: answer.shape.by });
const endQuery = z.strictObject({ this_time: ifAny(flag), by: ifAny(z.string().max(80)) });

/** What calls nobody for a while: shelved alarms, machines out of service, times in maintenance. */
export function suppressionRoutes(deps: SuppressionDeps) {
  const { store, site, siteConfig, machineRegistry, now } = deps;

  async function jsonOf(all: readonly Suppression[]) {
    const alarms = await store.alarms.list({ suppressed: true, limit: ALARMS_AT_MOST });
    return all.map((each) => suppressionJson(each, { machineRegistry, now: now(), alarms }));
  }

  return new Hono()
    .get("/suppressions", describeRoute({ summary: "What is suppressed, or will be" }), async (c) => {
      await site.refresh();
      return c.json({ suppressions: await jsonOf(await store.suppressions.current()) });
    })
    .post(
      "/suppressions",
      describeRoute({ summary: "Take a machine out of service, or plan a time in maintenance" }),
      body(suppressionBody),
      async (c) => {
        const sent = c.req.valid("json");
        const who = answeringAs(c, sent.by);
        if (!who) return nameMissing(c);
        await site.refresh();
        const asked = suppressionOf(sent, deps, { ...who, at: now(), timezone: siteConfig.plant.timezone });
        if ("problem" in asked) return refuse(c, 400, asked.problem);
        if ("unknown" in asked)
          return asked.unknown === "area"
            ? unknownArea(c, sent.area ?? "")
            : unknownMachine(c, sent.machine ?? "");
        const [made] = await jsonOf([await store.suppressions.add(asked, byOf(c))]);
        return c.json(made, 201);
      },
    )
    .delete(
      "/suppressions/:id",
      describeRoute({ summary: "End a suppression, or a weekly one for this time" }),
      query(endQuery),
      async (c) => {
        const { this_time = false, by } = c.req.valid("query");
        const ended = await store.suppressions.end(pathId(c), answeringAs(c, by) ?? {}, byOf(c), this_time);
        return ended ? c.body(null, 204) : unknownSuppression(c);
      },
    )
    .route("/", shelveRoutes(deps))
    .onError(refuseConflict);
}

/** Shelving, by the alarm that is in the way. */
function shelveRoutes(deps: ShelveDeps) {
  return new Hono()
    .post(
      "/:id/shelve",
      describeRoute({ summary: "Shelve an alarm, with what else its machine raises of the same metric" }),
      body(shelving),
      async (c) => {
        const { for: span, by, note } = c.req.valid("json");
        const who = answeringAs(c, by);
        if (!who) return nameMissing(c);
        const alarm = await shelveAlarm(deps, { id: pathId(c), span, ...who, note }, byOf(c));
        return alarm ? c.json(anomalyJson(alarm)) : unknownAlarm(c);
      },
    )
    .post(
      "/:id/unshelve",
      describeRoute({ summary: "End the shelving of an alarm before its time" }),
      bodyIfAny(ending),
      async (c) => {
        const who = answeringAs(c, c.req.valid("json").by);
        if (!who) return nameMissing(c);
        const alarm = await unshelveAlarm(deps, pathId(c), who, byOf(c));
        return alarm ? c.json(anomalyJson(alarm)) : unknownAlarm(c);
      },
    );
}

const unknownAlarm = (c: Context) =>
  refuse(c, 404, `There is no anomaly ${JSON.stringify(pathId(c))}: GET /api/v1/anomaly/recent lists them`);

const unknownSuppression = (c: Context) =>
  refuse(
    c,
    404,
    `There is no suppression ${JSON.stringify(pathId(c))}: GET /api/v1/alarms/suppressions lists them`,
  );
