import { ModelRow, modelRowId } from "../../../../views/training/model_row";
import { jobId, TrainingJobItem } from "../../../../views/training/training_job";
import type { RecordedEvent } from "../../../domain/event";
import type { TrainingJob } from "../../../domain/training/job";
import type { Verdict } from "../../../domain/training/baseline";
import { namesOf, verdictOfJob } from "../../../domain/training/job";
import { jobOfEvent } from "../../../domain/training/job_event";
import type { Fragment } from "../../fragment";
import type { Component } from "../component";
import type { ReplayView } from "../components";

/**
 * A machine's active energy baseline. R² on held-out and on training rows; RMSE in kWh a row, time in epoch
 * milliseconds.
 */
export type ModelSummary = {
  machineId: string;
  machineName: string;
  version: number | null;
  heldOut: number | null;
  training: number | null;
  rmse: number | null;
  rows: number | null;
  formula: string;
  trainedAt: number;
  verdict: Verdict;
  /** The drivers that it has, and every one that was tried; null where they were asked for. */
  kept: readonly string[];
  tried: readonly string[] | null;
};

type TrainingEvent = Extract<RecordedEvent, { job_id: string }>;

/** The jobs of the training page, and the row of the model that a job has made. */
export function createTrainingJobs({ plantState, timezone }: ReplayView) {
  function draw(event: RecordedEvent): Fragment[] {
    if (!isTraining(event)) return [];
    const sent = jobOfEvent(event);
    const machine_name = sent.machine_name ?? plantState.machine(sent.machine_id ?? "")?.name ?? null;
    const job = { ...sent, machine_name };
    const fragment = { machineId: job.machine_id, urgency: 0, key: job.created_at } as const;
    const html = String(<TrainingJobItem job={job} timezone={timezone} />);
    const item: Fragment = { ...fragment, target: "job", id: jobId(job.id), html };
    const model = modelOf(job);
    if (!model) return [item];
    const row = String(<ModelRow model={model} timezone={timezone} />);
    return [item, { ...fragment, target: "model", id: modelRowId(model.machineId), html: row }];
  }

  return { pages: ["training"], draw } satisfies Component;
}

function isTraining(event: RecordedEvent): event is TrainingEvent {
  return event.event_type.startsWith("training_");
}

/** The model that a completed job has made; undefined when there is none yet. */
function modelOf(job: TrainingJob): ModelSummary | undefined {
  const { machine_id: machineId, machine_name: machineName, model_version: version } = job;
  if (machineId === null || machineName === null || version === null) return undefined;
  const figure = (name: string) => {
    const value = job.metrics?.[name];
    return typeof value === "number" ? value : null;
  };
  return {
    machineId,
    machineName,
    version,
    heldOut: figure("held_out_r_squared"),
    training: figure("r_squared"),
    rmse: figure("rmse"),
    rows: figure("training_samples"),
    formula: job.message ?? "",
    trainedAt: job.ended_at ?? job.created_at,
    verdict: verdictOfJob(job),
    kept: namesOf(job, "kept_drivers") ?? [],
    tried: namesOf(job, "tried_drivers"),
  };
}
