import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Store } from "../../store/store";
import type { TrainingScheduler } from "../../training/scheduler";
import { type AskedMachinesDeps, machinesOf } from "../asked_machines";
import { count, machineWords, pathId, pathUuid, query } from "../validation";
import { byOf } from "../access/identify";
import { refuse, unknownMachine } from "../error_response";
import { jobJson } from "./json/training_json";

const jobsQuery = z.strictObject({ machine_id: machineWords, limit: count(500, 50) });

type Deps = Pick<TrainingScheduler, "cancelTraining"> & AskedMachinesDeps & { store: Pick<Store, "jobs"> };

export function trainingRoutes(deps: Deps) {
  const {
    store: { jobs },
    cancelTraining,
  } = deps;
  return new Hono()
    .get("/jobs", describeRoute({ summary: "Training jobs, newest first" }), query(jobsQuery), async (c) => {
      const { machine_id, limit } = c.req.valid("query");
      const machines = await machinesOf(deps, machine_id ?? []);
      if ("unknown" in machines) return unknownMachine(c, machines.unknown);
      const found = await jobs.list({ machineIds: machines.ids, limit });
      return c.json({ total_count: found.length, jobs: found.map(jobJson) });
    })
    .get("/jobs/:id", describeRoute({ summary: "One training job" }), async (c) => {
      const job = await jobs.find(pathUuid(c));
      return job ? c.json(jobJson(job)) : unknownJob(c);
    })
    .delete("/jobs/:id", describeRoute({ summary: "Cancel a training job" }), async (c) => {
      const answer = await cancelTraining(pathUuid(c), byOf(c));
      if (!answer) return unknownJob(c);
      if (answer.kind === "cancelled") return c.json(jobJson(answer.job));
      return refuse(c, 409, `Cannot cancel job ${answer.job.id}: it is ${answer.job.status}`);
    });
}

function unknownJob(c: Context) {
  const id = JSON.stringify(pathId(c));
  return refuse(c, 404, `There is no training job ${id}: GET /api/v1/training/jobs lists them`);
}
