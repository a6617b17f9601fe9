import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { History } from "../history/history";
import type { TrainingJob } from "../model/training";
import type { Directory } from "../readings/directory";
import { count, pathId, query } from "./door";
import { refuse, unknownMachine } from "./refusal";
import { jobJson } from "./training_json";

const jobsQuery = z.strictObject({ machine_id: z.string().optional(), limit: count(500, 50) });

/** Ends a job; undefined when there is none of this id, `ended` when it had ended before. */
export type CancelTraining = (
  id: string,
) => Promise<{ kind: "cancelled" | "ended"; job: TrainingJob } | undefined>;

type Deps = { history: Pick<History, "jobs">; directory: Directory; cancelTraining: CancelTraining };

export function trainingRoutes({ history: { jobs }, directory, cancelTraining }: Deps) {
  return new Hono()
    .get("/jobs", describeRoute({ summary: "Training jobs, newest first" }), query(jobsQuery), async (c) => {
      const { machine_id, limit } = c.req.valid("query");
      const machine = machine_id === undefined ? undefined : directory.find(machine_id);
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
