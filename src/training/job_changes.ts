import { LEFT_OUT } from "../energy/drivers";
import { formulaOf } from "../energy/predict";
import { type Baseline, type BaselineModel, verdictOf } from "../domain/training/baseline";
import type { Machine } from "../domain/machine/machine";
import {
  MODEL_TYPE,
  type TrainingJob,
  type TrainingRequest,
  type TrainingStep,
} from "../domain/training/job";

/** Progress, in per cent, at the start of each step. */
const PROGRESS_AT: Record<TrainingStep, number> = {
  reading: 10,
  learning: 30,
  checking: 50,
  testing: 70,
  storing: 90,
};

/** A job as it is asked for. `now` in epoch milliseconds. */
export function newJob(
  id: string,
  machine: Pick<Machine, "id" | "name">,
  request: TrainingRequest,
  now: number,
): TrainingJob {
  return {
    ...request,
    id,
    machine_id: machine.id,
    machine_name: machine.name,
    model_type: MODEL_TYPE,
    status: "pending",
    step: null,
    progress_pct: 0,
    message: null,
    created_at: now,
    started_at: null,
    ended_at: null,
    metrics: null,
    error: null,
    model_id: null,
    model_version: null,
  };
}

/** The job once it runs. */
export function running(job: TrainingJob, now: number): TrainingJob {
  return { ...job, status: "running", started_at: now };
}

/** The job at the start of a step; `message` is shown to people. */
export function atStep(job: TrainingJob, step: TrainingStep, message: string): TrainingJob {
  return { ...job, step, message, progress_pct: PROGRESS_AT[step] };
}

/** The job that ended without a model; `error` says why, in a sentence. */
export function ended(
  job: TrainingJob,
  status: "failed" | "cancelled",
  error: string,
  now: number,
): TrainingJob {
  return { ...job, status, error, ended_at: now };
}

type Completed = { job: TrainingJob; model: Omit<BaselineModel, "version" | "is_active"> };

/** The completed job and the model that it made. */
export function completed(job: TrainingJob, baseline: Baseline, modelId: string, now: number): Completed {
  const learned = job.drivers ? baseline : { ...baseline, dropped: [...LEFT_OUT, ...baseline.dropped] };
  const { from, to, drivers } = job;
  return {
    job: {
      ...job,
      status: "completed",
      progress_pct: 100,
      message: formulaOf(baseline),
      ended_at: now,
      metrics: metricsOf(learned),
    },
    model: { ...learned, id: modelId, machine_id: job.machine_id ?? "", created_at: now, from, to, drivers },
  };
}

/** The quality of a model: names of the system that our clients were written for, and some of our own. */
function metricsOf({
  training,
  held_out,
  detector,
  dropped,
  tried,
  coefficients,
}: Baseline): Record<string, unknown> {
  return {
    r_squared: training.r_squared,
    rmse: training.rmse,
    mae: training.mae,
    training_samples: training.samples,
    held_out_r_squared: held_out.r_squared,
    held_out_rmse: held_out.rmse,
    held_out_mae: held_out.mae,
    held_out_samples: held_out.samples,
    held_out_cv_rmse: held_out.cv_rmse ?? null,
    held_out_nmbe: held_out.nmbe ?? null,
    quality: verdictOf(held_out),
    meets_quality_threshold: verdictOf(held_out) === "good",
    ...detector,
    kept_drivers: Object.keys(coefficients),
    tried_drivers: tried ?? null,
    dropped_drivers: dropped.map(({ name }) => name),
  };
}
