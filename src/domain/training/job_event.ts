import type { LoggedEvent, RecordedEvent } from "../event";
import { JOB_STATUSES, type JobStatus, MODEL_TYPE, TRAINING_STEPS, type TrainingJob } from "./job";
import { iso } from "../iso";

type TrainingEvent = Extract<LoggedEvent, { job_id: string }>;

const millis = (time: unknown) => (typeof time === "string" ? Date.parse(time) : null);
const text = (value: unknown) => (typeof value === "string" ? value : null);
const number = (value: unknown) => (typeof value === "number" ? value : null);

/** The event of a changed job. It carries the whole job, so that a page can draw it from the event alone. */
export function trainingEvent(job: TrainingJob): TrainingEvent {
  const { id: job_id, status, error, step, from, to, created_at, started_at, ended_at, ...same } = job;
  const facts = {
    ...same,
    job_id,
    step,
    job_status: status,
    from: iso(from),
    to: iso(to),
    created_at: iso(created_at),
    started_at: iso(started_at),
    ended_at: iso(ended_at),
  };
  if (status === "completed") return { ...facts, event_type: "training_completed", status };
  if (status === "failed" || status === "cancelled") {
    return { ...facts, event_type: "training_completed", status: "failed", error_message: error };
  }
  if (step === null) return { ...facts, event_type: "training_started" };
  return { ...facts, event_type: "training_progress", status: step };
}

/** The job in a training event; fields that the event leaves out are null. */
export function jobOfEvent(event: Extract<RecordedEvent, { job_id: string }>): TrainingJob {
  const at = Date.parse(event.published_at);
  const isEnd = event.event_type === "training_completed";
  return {
    id: event.job_id,
    machine_id: text(event.machine_id),
    machine_name: text(event.machine_name),
    model_type: text(event.model_type) ?? MODEL_TYPE,
    status: JOB_STATUSES.find((status) => status === event.job_status) ?? statusOf(event),
    step: TRAINING_STEPS.find((step) => step === event.step) ?? null,
    progress_pct: number(event.progress_pct) ?? (isEnd ? 100 : 0),
    message: text(event.message),
    from: millis(event.from) ?? at,
    to: millis(event.to) ?? at,
    seconds: event.seconds === 900 ? 900 : 3600,
    drivers: Array.isArray(event.drivers) ? event.drivers.map(String) : null,
    created_at: millis(event.created_at) ?? at,
    started_at: millis(event.started_at),
    ended_at: millis(event.ended_at) ?? (isEnd ? at : null),
    metrics: isEnd ? (event.metrics ?? null) : null,
    error: isEnd ? (event.error_message ?? null) : null,
    model_id: text(event.model_id),
    model_version: number(event.model_version),
  };
}

function statusOf(event: TrainingEvent): JobStatus {
  return event.event_type === "training_completed" ? event.status : "running";
}
