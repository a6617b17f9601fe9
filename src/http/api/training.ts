import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { Store } from "../../store/store";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { TrainingScheduler } from "../../training/scheduler";
import { count, pathId, query } from "../validation";
import { refuse, unknownMachine } from "../error_response";
import { jobJson } from "./json/training_json";

const jobsQuery = z.strictObject({ machine_id: z.string().optional(), limit: count(500, 50) });

type Deps = Pick<TrainingScheduler, "cancelTraining"> & {
  store: Pick<Store, "jobs">;
  machineRegistry: MachineRegistry;
};

export function trainingRoutes({ store: { jobs }, machineRegistry, cancelTraining }: Deps) {
  return new Hono()
    .get("/jobs", describeRoute({ summary: "Training jobs, newest first" }), query(jobsQuery), async (c) => {
      const { machine_id, limit } = c.req.valid("query");
      const machine = machine_id === undefined ? undefined : machineRegistry.find(machine_id);
      if (machine_id !== undefined && !machine) return unknownMachine(c, machine_id);
      const found = await jobs.list({ machineId: machine?.id, limit });
      return c.json({ total_count: found.length, jobs: found.map(jobJson) });
    })
    .get("/jobs/:id", describeRoute({ summary: "One training job" }), async (c) => {
      const job = await jobs.find(pathId(c));
      return job ? c.json(jobJson(job)) : unknownJob(c);
    })
    .delete("/jobs/:id", describeRoute({ summary: "Cancel a training job" }), async (c) => {
      const answer = await cancelTraining(pathId(c));
      if (!answer) return unknownJob(c);
      if (answer.kind === "cancelled") return c.json(jobJson(answer.job));
      return refuse(c, 409, `Cannot cancel job ${answer.job.id}: it is ${answer.job.status}`);
    });
}

function unknownJob(c: Context) {
  const id = JSON.stringify(pathId(c));
  return refuse(c, 404, `There is no training job ${id}: GET /api/v1/training/jobs lists them`);
}
