import { EventLine } from "../../views/diagnostics/event_line";
import { AlarmRow, rowId } from "../../views/shared/alarm/alarm_row";
import { ModelRow, modelRowId } from "../../views/training/model_row";
import { isNews, Toast } from "../../views/shared/alarm/toast";
import { jobId, TrainingJobItem } from "../../views/training/training_job";
import { type Alarm, isOpen, type Severity } from "../domain/alarm/alarm";
import { alarmOfEvent } from "../domain/alarm/alarm_event";
import { machineOf, type RecordedEvent, recordedAt } from "../domain/event";
import type { TrainingJob } from "../domain/training/job";
import { jobOfEvent } from "../domain/training/job_event";
import { type Page, PAGES } from "./audiences";
import { drawnLater, type Fragment, swap } from "./frame";

/** What drawing an event needs to know besides the event. Times in epoch milliseconds. */
export type Drawing = {
  timezone: string;
  now: number;
  machineName(id: string): string | undefined;
  /** Told when a piece could not be drawn. */
  onTrouble(error: unknown): void;
};

const WITH_ROWS: readonly Page[] = ["board", "anomalies", "machine", "kiosk"];
const WITH_ROWS_IN_PLACE: readonly Page[] = ["list"];
const WITH_LOG: readonly Page[] = ["diagnostics"];
const WITH_JOBS: readonly Page[] = ["training"];
const EVERY_PAGE: readonly Page[] = PAGES;

/** Everything that an event puts on a screen. Each kind says here what it draws; the compiler insists on all. */
export function fragmentsOf(event: RecordedEvent, drawing: Drawing): Fragment[] {
  const log = logPiece(event, drawing);
  switch (event.event_type) {
    case "anomaly_detected":
    case "anomaly_updated":
      return [...rowPieces(event, drawing), ...toastPieces(event, drawing), log];
    case "training_started":
    case "training_progress":
    case "training_completed":
      return [...jobFragments(event, drawing), ...toastPieces(event, drawing), log];
    case "system_alert":
      return [...toastPieces(event, drawing), log];
    default:
      return event satisfies never;
  }
}

/** Every row of the alarm table, in place of those that a page has. */
export function wholeTable(alarms: readonly Alarm[], timezone: string): string {
  const rows = alarms.map((alarm) => String(<AlarmRow alarm={alarm} timezone={timezone} />));
  return swap("#anomaly-rows", rows.join(""), "innerHTML");
}

type AnomalyEvent = Extract<RecordedEvent, { event_type: "anomaly_detected" | "anomaly_updated" }>;

/** A row among the others; on a list that is narrowed or older only in the place where it stands. */
function rowPieces(event: AnomalyEvent, { timezone, machineName, onTrouble }: Drawing): Fragment[] {
  const sent = alarmOfEvent(event);
  const alarm = { ...sent, machine_name: sent.machine_name ?? machineName(sent.machine_id ?? "") ?? null };
  const fragment = {
    id: rowId(alarm.id),
    key: alarm.opened_at,
    machineId: alarm.machine_id,
    urgency: !isOpen(alarm) ? 0 : alarm.severity === "critical" ? 2 : 1,
  } as const;
  const isNew = event.event_type === "anomaly_detected" && event.repeated !== true;
  const draw = () => String(<AlarmRow alarm={alarm} timezone={timezone} />);
  const row = drawnLater({ ...fragment, target: "row", pages: WITH_ROWS, isNew }, draw, onTrouble);
  // What has only just appeared stands on no such list yet.
  if (event.event_type === "anomaly_detected") return [row];
  const inPlace = { ...fragment, target: "part", pages: WITH_ROWS_IN_PLACE } as const;
  return [row, drawnLater(inPlace, () => row.html, onTrouble)];
}

/** A job's element; with the one that has made a model, also the row of that. */
function jobFragments(event: Extract<RecordedEvent, { job_id: string }>, drawing: Drawing): Fragment[] {
  const told = jobOfEvent(event);
  const job = {
    ...told,
    machine_name: told.machine_name ?? drawing.machineName(told.machine_id ?? "") ?? null,
  };
  const fragment = { machineId: job.machine_id, pages: WITH_JOBS, urgency: 0 as const, key: job.created_at };
  const html = String(<TrainingJobItem job={job} timezone={drawing.timezone} />);
  return [{ ...fragment, target: "job", id: jobId(job.id), html }, ...modelFragments(job, drawing, fragment)];
}

function modelFragments(
  job: TrainingJob,
  { timezone }: Drawing,
  fragment: Omit<Fragment, "target" | "id" | "html">,
): Fragment[] {
  const { machine_id: machineId, machine_name: machineName, model_version: version } = job;
  if (machineId === null || machineName === null || version === null) return [];
  const figure = (name: string) => {
    const value = job.metrics?.[name];
    return typeof value === "number" ? value : null;
  };
  const model = {
    machineId,
    machineName,
    version,
    heldOut: figure("held_out_r_squared"),
    training: figure("r_squared"),
    rmse: figure("rmse"),
    rows: figure("training_samples"),
    formula: job.message ?? "",
    trainedAt: job.ended_at ?? job.created_at,
    isGood: job.metrics?.meets_quality_threshold === true,
  };
  const html = String(<ModelRow model={model} timezone={timezone} />);
  return [{ ...fragment, target: "model", id: modelRowId(machineId), html }];
}

function toastPieces(event: RecordedEvent, { machineName, onTrouble }: Drawing): Fragment[] {
  if (!isNews(event)) return [];
  const machineId = machineOf(event);
  const name = machineId ? machineName(machineId) : undefined;
  const severity: Severity | "info" | undefined =
    "severity" in event ? (event.severity as Severity) : undefined;
  const fragment = {
    target: "toast",
    id: `toast ${"job_id" in event ? String(event.job_id) : event.event_id}`,
    key: recordedAt(event),
    machineId,
    pages: EVERY_PAGE,
    urgency: severity === "critical" ? 2 : severity === "warning" ? 1 : 0,
  } as const;
  return [drawnLater(fragment, () => String(<Toast event={event} machineName={name} />), onTrouble)];
}

function logPiece(event: RecordedEvent, { timezone, now, onTrouble }: Drawing): Fragment {
  const latencyMs = Math.max(0, now - recordedAt(event));
  const origin = "origin" in event && typeof event.origin === "string" ? event.origin : "andon";
  const fragment = {
    target: "log",
    id: `log ${event.event_id}`,
    key: recordedAt(event),
    machineId: machineOf(event),
    pages: WITH_LOG,
    urgency: 0,
  } as const;
  const draw = () => String(<EventLine entry={{ event, latencyMs, origin }} timezone={timezone} />);
  return drawnLater(fragment, draw, onTrouble);
}
