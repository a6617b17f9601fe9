import { Hono } from "hono";
import type { ModelSummary } from "../../views/board_data";
import { TrainingPage } from "../../views/training";
import { Conflict, type History } from "../history/history";
import { type BaselineModel, GOOD_R_SQUARED } from "../model/baseline";
import type { Machine } from "../model/machine";
import type { TrainingJob, TrainingRequest } from "../model/training";
import type { Directory } from "../readings/directory";
import { type Energy, LEARNED_DAYS } from "./baseline";
import { type House, siteFor } from "./pages";
import { formSent } from "./door";
import { refuse, unknownMachine } from "./refusal";
import type { CancelTraining } from "./training";

const DAY_MS = 86_400_000;
const JOBS = 20;

type Deps = {
  house: House;
  history: Pick<History, "jobs" | "models">;
  directory: Directory;
  energy: Energy;
  startTraining(machine: Machine, request: TrainingRequest): Promise<TrainingJob>;
  cancelTraining: CancelTraining;
  now(): number;
};

/** The training page; its forms work without script. */
export function trainingPageRoutes(deps: Deps) {
  const { house, history, directory, energy, startTraining, cancelTraining, now } = deps;

  async function page(c: Parameters<typeof siteFor>[1], refusal?: string) {
    const site = siteFor(house, c, "training", "training");
    const [jobs, models] = await Promise.all([history.jobs.list({ limit: JOBS }), history.models.active()]);
    const rows = models.map((model) =>
      summary(model, directory.find(model.machine_id), energy.formula(model)),
    );
    return c.html(
      <TrainingPage
        site={site}
        machines={directory.all().toSorted(byName)}
        jobs={jobs}
        models={rows.toSorted((a, b) => a.machineName.localeCompare(b.machineName))}
        refusal={refusal}
      />,
      refusal === undefined ? 200 : 409,
    );
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/start", async (c) => {
      const { machine: asked } = await formSent(c);
      const machine = directory.find(String(asked ?? ""));
      if (!machine) return unknownMachine(c, String(asked ?? ""));
      const to = now();
      try {
        await startTraining(machine, { from: to - LEARNED_DAYS * DAY_MS, to, seconds: 3600, drivers: null });
      } catch (error) {
        if (error instanceof Conflict) return page(c, error.message);
        throw error;
      }
      return c.redirect(`${house.base}/training`, 303);
    })
    .post("/cancel", async (c) => {
      const { job } = await formSent(c);
      if (!(await cancelTraining(String(job ?? "")))) {
        return refuse(c, 404, `There is no training job ${JSON.stringify(job)}`);
      }
      return c.req.header("hx-request") ? c.body(null, 204) : c.redirect(`${house.base}/training`, 303);
    });
}

const byName = (a: Machine, b: Machine) => a.name.localeCompare(b.name, undefined, { numeric: true });

function summary(model: BaselineModel, machine: Machine | undefined, formula: string): ModelSummary {
  return {
    machineId: model.machine_id,
    machineName: machine?.name ?? model.machine_id,
    version: model.version,
    heldOut: model.held_out.r_squared,
    training: model.training.r_squared,
    rmse: model.training.rmse,
    rows: model.training.samples,
    formula,
    trainedAt: model.created_at,
    isGood: model.held_out.r_squared >= GOOD_R_SQUARED,
  };
}
