import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { answer } from "../../../domain/alarm/answer";
import type { Store } from "../../../store/store";
import { answeringAs } from "../../access/answering_as";
import { byOf } from "../../access/identify";
import { nameMissing, refuse } from "../../error_response";
import { body, bodyIfAny, pathId, query } from "../../validation";
import { anomalyJson } from "../json/anomaly_json";
import { type AssigneeDeps, assigneeNamed, unknownPerson } from "../../assignee";
import { assignBody, resolveBody, resolveQuery, whoBody } from "./requests";

export type ActionDeps = AssigneeDeps & {
  store: { alarms: Pick<Store["alarms"], "acknowledge" | "resolve" | "undo" | "raise" | "assign"> };
  now(): number;
};

export function actionRoutes(deps: ActionDeps) {
  return new Hono().route("/", closingRoutes(deps)).route("/", managingRoutes(deps));
}

/** Acknowledge and resolve. */
function closingRoutes({ store: { alarms }, now }: ActionDeps) {
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

/** Take back, raise, assign. */
function managingRoutes(deps: ActionDeps) {
  const {
    store: { alarms },
    now,
  } = deps;
  return new Hono()
    .post(
      "/:id/undo",
      describeRoute({
        summary: "Take back one's own acknowledge, resolve, false alarm or assign, within 10 s",
      }),
      bodyIfAny(whoBody),
      async (c) => {
        const who = answeringAs(c, c.req.valid("json").by) ?? {};
        const alarm = await alarms.undo(pathId(c), who, now(), byOf(c));
        return alarm ? c.json(anomalyJson(alarm)) : unknownAnomaly(c);
      },
    )
    .post(
      "/:id/raise",
      describeRoute({ summary: "Raise a finding of the past as an alarm" }),
      bodyIfAny(whoBody),
      async (c) => {
        const who = answeringAs(c, c.req.valid("json").by);
        if (!who) return nameMissing(c);
        const alarm = await alarms.raise(pathId(c), who, now(), byOf(c));
        return alarm ? c.json(anomalyJson(alarm)) : unknownAnomaly(c);
      },
    )
    .post(
      "/:id/assign",
      describeRoute({ summary: "Say who is to see to an anomaly; null: nobody any more" }),
      body(assignBody),
      async (c) => {
        const { to, by } = c.req.valid("json");
        const who = answeringAs(c, by);
        if (!who) return nameMissing(c);
        const assignee = to === null ? null : await assigneeNamed(c, deps, to);
        if (assignee === undefined) return unknownPerson(c, to ?? "");
        const alarm = await alarms.assign(pathId(c), assignee, who, now(), byOf(c));
        return alarm ? c.json(anomalyJson(alarm)) : unknownAnomaly(c);
      },
    );
}

function unknownAnomaly(c: Context) {
  const id = JSON.stringify(pathId(c));
  return refuse(c, 404, `There is no anomaly ${id}: GET /api/v1/anomaly/recent lists them`);
}
