import { type Context, Hono } from "hono";
import type { ModelSummary } from "../../live/components/pages/training_jobs";
import { TrainingPage } from "../../../views/training/training";
import type { Store } from "../../store/store";
import { type BaselineModel, LEARNED_DAYS, verdictOf } from "../../domain/training/baseline";
import type { Machine } from "../../domain/machine/machine";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { TrainingScheduler } from "../../training/scheduler";
import type { Energy } from "../../energy/analysis";
import { type SiteConfig, pageContext } from "../page_context";
import { readForm } from "../validation";
import { byOf } from "../access/identify";
import { refuse, unknownMachine } from "../error_response";
import { Conflict } from "../../store/errors";
import { DAY_MS } from "../../domain/time_units";

const JOBS = 20;
const DRIVERS_AT_MOST = 30;

type Deps = Pick<TrainingScheduler, "startTraining" | "cancelTraining"> & {
  siteConfig: SiteConfig;
  store: Pick<Store, "jobs" | "models">;
  machineRegistry: MachineRegistry;
  energy: Energy;
  now(): number;
};

/** The training page; its forms work without script. */
export function trainingPageRoutes(deps: Deps) {
  const { siteConfig, store, machineRegistry, energy, startTraining, cancelTraining, now } = deps;

  async function page(c: Context, refusal?: string) {
    const site = pageContext(siteConfig, c, "training", "training");
    const [jobs, models] = await Promise.all([store.jobs.list({ limit: JOBS }), store.models.active()]);
    const rows = models.map((model) =>
      summary(model, machineRegistry.find(model.machine_id), energy.formula(model)),
    );
    return c.html(
      <TrainingPage
        site={site}
        machines={machineRegistry.all().toSorted(byName)}
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
      const { machine: asked, drivers } = await readForm(c);
      const machine = machineRegistry.find(String(asked ?? ""));
      if (!machine) return unknownMachine(c, String(asked ?? ""));
      const to = now();
      try {
        const asked = { seconds: 3600, drivers: driversIn(String(drivers ?? "")) } as const;
        await startTraining(machine, { from: to - LEARNED_DAYS * DAY_MS, to, ...asked }, byOf(c));
      } catch (error) {
        if (error instanceof Conflict) return page(c, error.message);
        throw error;
      }
      return c.redirect(`${siteConfig.base}/training`, 303);
    })
    .post("/cancel", async (c) => {
      const { job } = await readForm(c);
      if (!(await cancelTraining(String(job ?? ""), byOf(c)))) {
        return refuse(c, 404, `There is no training job ${JSON.stringify(job)}`);
      }
      return c.req.header("hx-request") ? c.body(null, 204) : c.redirect(`${siteConfig.base}/training`, 303);
    });
}

/** The drivers of a form's field, at most as many as the API takes; null: chosen by Andon. */
function driversIn(field: string): string[] | null {
  const names = field
    .split(/[\s,;]+/)
    .map((name) => name.slice(0, 80))
    .filter(Boolean);
  return names.length > 0 ? names.slice(0, DRIVERS_AT_MOST) : null;
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
    verdict: verdictOf(model.held_out),
    kept: Object.keys(model.coefficients),
    tried: model.tried ?? null,
  };
}
