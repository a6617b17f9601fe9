import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { acknowledgement } from "../../../domain/alarm/life";
import type { Store } from "../../../store/store";
import { byOf } from "../../access/by";
import { refuse } from "../../error_response";
import { body, bodyIfAny, pathId, query } from "../../validation";
import { anomalyJson } from "../json/anomaly_json";
import { resolveBody, resolveQuery } from "./requests";

export type ActionDeps = {
  store: { alarms: Pick<Store["alarms"], "acknowledge" | "resolve"> };
  now(): number;
};

export function actionRoutes({ store: { alarms }, now }: ActionDeps) {
  return new Hono()
    .put(
      "/:id/resolve",
      describeRoute({ summary: "Resolve an anomaly" }),
      query(resolveQuery),
      bodyIfAny(resolveBody),
      async (c) => {
        const [asked, sent] = [c.req.valid("query"), c.req.valid("json")];
        const note = sent.note ?? sent.resolution_notes ?? asked.resolution_notes;
        const answer = { by: sent.by ?? asked.by, note };
        const alarm = await alarms.resolve(pathId(c), answer, now(), byOf(c));
        if (!alarm) return unknownAnomaly(c);
        return c.json(anomalyJson(alarm));
      },
    )
    .post(
      "/:id/acknowledge",
      describeRoute({ summary: "Acknowledge an anomaly" }),
      body(acknowledgement),
      async (c) => {
        const alarm = await alarms.acknowledge(pathId(c), c.req.valid("json"), now(), byOf(c));
        if (!alarm) return unknownAnomaly(c);
        return c.json(anomalyJson(alarm));
      },
    );
}

function unknownAnomaly(c: Context) {
  const id = JSON.stringify(pathId(c));
  return refuse(c, 404, `There is no anomaly ${id}: GET /api/v1/anomaly/recent lists them`);
}
