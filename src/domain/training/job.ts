import { type BaselineSeconds, type Verdict, VERDICTS } from "./baseline";

/** The steps of a training job, in order. */
export const TRAINING_STEPS = ["reading", "learning", "checking", "testing", "storing"] as const;
export type TrainingStep = (typeof TRAINING_STEPS)[number];

export const JOB_STATUSES = ["pending", "running", "completed", "failed", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const MODEL_TYPE = "linear_regression";

/**
 * The data of a training. Times in epoch milliseconds, half open; drivers null: chosen among what the machine
 * sends.
 */
export type TrainingRequest = {
  from: number;
  to: number;
  seconds: BaselineSeconds;
  drivers: string[] | null;
};

/** The training of a baseline. Times in epoch milliseconds. */
export type TrainingJob = TrainingRequest & {
  id: string;
  /** Null when another program announced the job without naming a machine. */
  machine_id: string | null;
  machine_name: string | null;
  model_type: string;
  status: JobStatus;
  step: TrainingStep | null;
  progress_pct: number;
  message: string | null;
  created_at: number;
  started_at: number | null;
  ended_at: number | null;
  /** The quality of the model, once completed. */
  metrics: Record<string, unknown> | null;
  /** The reason why it failed or was cancelled. */
  error: string | null;
  model_id: string | null;
  model_version: number | null;
};

/** The verdict on the model of a completed job; other programs may only say whether it is good. */
export function verdictOfJob({ metrics }: Pick<TrainingJob, "metrics">): Verdict {
  const said = VERDICTS.find((verdict) => verdict === metrics?.quality);
  return said ?? (metrics?.meets_quality_threshold === true ? "good" : "poor");
}

/** The drivers that a job's metrics name. */
export function namesOf({ metrics }: Pick<TrainingJob, "metrics">, name: string): string[] | null {
  const names = metrics?.[name];
  return Array.isArray(names) ? names.filter((each) => typeof each === "string") : null;
}

/** Whether a job is still waiting or running. */
export function isUnderWay({ status }: Pick<TrainingJob, "status">): boolean {
  return status === "pending" || status === "running";
}
