import type { TrainingJob } from "../../../domain/training/job";
import { iso } from "../../../domain/iso";

/** A training job as the API shows it. */
export function jobJson(job: TrainingJob) {
  return {
    job_id: job.id,
    machine_id: job.machine_id,
    machine_name: job.machine_name,
    model_type: job.model_type,
    status: job.status,
    step: job.step,
    progress_pct: job.progress_pct,
    message: job.message,
    start_date: iso(job.from),
    end_date: iso(job.to),
    interval: job.seconds === 3600 ? "1hour" : "15min",
    drivers: job.drivers,
    created_at: iso(job.created_at),
    started_at: iso(job.started_at),
    ended_at: iso(job.ended_at),
    metrics: job.metrics,
    error_message: job.error,
    model_id: job.model_id,
    model_version: job.model_version,
  };
}
