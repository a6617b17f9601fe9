import { EventLine } from "../../views/parts/event_line";
import { AlarmRow, rowId } from "../../views/parts/alarm_row";
import { Toast } from "../../views/parts/toast";
import { isOpen, type Severity } from "../model/alarm";
import { alarmOf } from "../model/alarm_event";
import { type AnnouncedEvent, machineOf } from "../model/event";
import type { Page } from "./topics";
import type { Piece } from "./frames";

/** What drawing an event needs to know besides the event. Times in epoch milliseconds. */
export type Drawing = { timezone: string; now: number; machineName(id: string): string | undefined };

const WITH_ROWS: readonly Page[] = ["board", "anomalies"];
const WITH_LOG: readonly Page[] = ["diagnostics"];
const EVERY_PAGE: readonly Page[] = ["board", "anomalies", "diagnostics", "plain"];

/** Everything that an event puts on a screen. Each kind says here what it draws; the compiler insists on all. */
export function piecesOf(event: AnnouncedEvent, drawing: Drawing): Piece[] {
  const log = logPiece(event, drawing);
  switch (event.event_type) {
    case "anomaly_detected":
      return [rowPiece(event, drawing), ...toastPieces(event, drawing), log];
    case "anomaly_updated":
      return [rowPiece(event, drawing), log];
    case "training_started":
    case "training_progress":
    case "training_completed":
    case "system_alert":
      return [...toastPieces(event, drawing), log];
    default:
      return event satisfies never;
  }
}

type AnomalyEvent = Extract<AnnouncedEvent, { event_type: "anomaly_detected" | "anomaly_updated" }>;

function rowPiece(event: AnomalyEvent, { timezone, machineName }: Drawing): Piece {
  const sent = alarmOf(event);
  const alarm = { ...sent, machine_name: sent.machine_name ?? machineName(sent.machine_id ?? "") ?? null };
  return {
    place: "row",
    id: rowId(alarm.id),
    html: String(<AlarmRow alarm={alarm} timezone={timezone} />),
    key: alarm.opened_at,
    machineId: alarm.machine_id,
    pages: WITH_ROWS,
    urgency: !isOpen(alarm) ? 0 : alarm.severity === "critical" ? 2 : 1,
  };
}

function toastPieces(event: AnnouncedEvent, { machineName }: Drawing): Piece[] {
  const machineId = machineOf(event);
  const name = machineId ? machineName(machineId) : undefined;
  const html = String(<Toast event={event} machineName={name} />);
  if (!html) return [];
  const severity: Severity | "info" | undefined =
    "severity" in event ? (event.severity as Severity) : undefined;
  return [
    {
      place: "toast",
      id: `toast ${"job_id" in event ? String(event.job_id) : event.event_id}`,
      html,
      key: Date.parse(event.published_at),
      machineId,
      pages: EVERY_PAGE,
      urgency: severity === "critical" ? 2 : severity === "warning" ? 1 : 0,
    },
  ];
}

function logPiece(event: AnnouncedEvent, { timezone, now }: Drawing): Piece {
  const latencyMs = Math.max(0, now - Date.parse(event.published_at));
  const origin = "origin" in event && typeof event.origin === "string" ? event.origin : "andon";
  return {
    place: "log",
    id: `log ${event.event_id}`,
    html: String(<EventLine entry={{ event, latencyMs, origin }} timezone={timezone} />),
    key: Date.parse(event.published_at),
    machineId: machineOf(event),
    pages: WITH_LOG,
    urgency: 0,
  };
}
