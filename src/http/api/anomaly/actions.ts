import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { answer } from "../../../domain/alarm/life";
import type { Store } from "../../../store/store";
import { answeringAs } from "../../access/answering_as";
import { byOf } from "../../access/identify";
import { nameMissing, refuse } from "../../error_response";
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
        const who = answeringAs(c, sent.by ?? asked.by);
        const alarm = await alarms.resolve(pathId(c), { ...who, note }, now(), byOf(c));
        if (!alarm) return unknownAnomaly(c);
        return c.json(anomalyJson(alarm));
      },
    )
    .post(
      "/:id/acknowledge",
      describeRoute({ summary: "Acknowledge an anomaly" }),
      body(answer),
      async (c) => {
        const { by, note } = c.req.valid("json");
        const who = answeringAs(c, by);
        if (!who) return nameMissing(c);
        const alarm = await alarms.acknowledge(pathId(c), { ...who, note }, now(), byOf(c));
        if (!alarm) return unknownAnomaly(c);
        return c.json(anomalyJson(alarm));
      },
    );
}

function unknownAnomaly(c: Context) {
  const id = JSON.stringify(pathId(c));
  return refuse(c, 404, `There is no anomaly ${id}: GET /api/v1/anomaly/recent lists them`);
}
