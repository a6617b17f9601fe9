import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { z } from "zod";
import { answeringAs } from "../../access/answering_as";
import { byOf } from "../../access/identify";
import { answerAll, type AnswerAllDeps, type BulkAct } from "../../answer_all";
import { type AskedMachinesDeps, machinesOf } from "../../asked_machines";
import { nameMissing, unknownMachine } from "../../error_response";
import { bodyIfAny } from "../../validation";
import { manyBody } from "./requests";

export type ManyDeps = AskedMachinesDeps & AnswerAllDeps;

/** One answer to many alarms: those that are so when it comes, narrowed as the list is. */
export function manyRoutes(deps: ManyDeps) {
  return new Hono()
    .post(
      "/acknowledge-all",
      describeRoute({ summary: "Acknowledge every unacknowledged anomaly, or those that conditions leave" }),
      bodyIfAny(manyBody),
      (c) => answer(c, deps, "acknowledge_all", c.req.valid("json")),
    )
    .post(
      "/resolve-all",
      describeRoute({
        summary:
          "Resolve every open anomaly, or those that conditions leave; findings with state=finding only",
      }),
      bodyIfAny(manyBody),
      (c) => answer(c, deps, "resolve_all", c.req.valid("json")),
    );
}

async function answer(c: Context, deps: ManyDeps, act: BulkAct, asked: z.output<typeof manyBody>) {
  const { by, note, machine_id, severity, state, start_date: from, end_date: to } = asked;
  const who = answeringAs(c, by);
  if (!who) return nameMissing(c);
  const machines = await machinesOf(deps, machine_id === undefined ? [] : [machine_id].flat());
  if ("unknown" in machines) return unknownMachine(c, machines.unknown);
  const query = { machineIds: machines.ids, severity, states: state && [state], from, to };
  const count = await answerAll(deps, { act, query, answer: { ...who, note }, by: byOf(c) });
  return c.json({ count });
}
