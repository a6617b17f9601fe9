import type { BaselineSeconds } from "./baseline";

/** What a training job does, one after the other. */
export const TRAINING_STEPS = ["reading", "learning", "checking", "testing", "storing"] as const;
export type TrainingStep = (typeof TRAINING_STEPS)[number];

export const JOB_STATUSES = ["pending", "running", "completed", "failed", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const MODEL_TYPE = "linear_regression";

/** What a job is asked to learn from. Times in epoch milliseconds, half open; drivers null: the usual ones. */
export type TrainingRequest = {
  from: number;
  to: number;
  seconds: BaselineSeconds;
  drivers: string[] | null;
};

/** A baseline being learned. Times in epoch milliseconds. */
export type TrainingJob = TrainingRequest & {
  id: string;
  /** Null of a job that another program announces and does not say. */
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
  /** What the model is worth, when it is completed. */
  metrics: Record<string, unknown> | null;
  /** Why it has not been completed. */
  error: string | null;
  model_id: string | null;
  model_version: number | null;
};

/** A job that has not come to its end. */
export function isUnderWay({ status }: Pick<TrainingJob, "status">): boolean {
  return status === "pending" || status === "running";
}
