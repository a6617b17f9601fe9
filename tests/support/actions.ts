import {
  acceptedAnswer,
  anomaliesAnswer,
  type AnomalyAnswer,
  jobAnswer,
  machineAnswer,
  reportedAnswer,
} from "./answers";
import { eventually } from "./andon";
import type { Client } from "./client";

const HOUR_MS = 3_600_000;
const PAST_HOURS = 90 * 24;

/** Registers a machine; its id. */
export async function register(andon: Client, name: string, more: object = {}): Promise<string> {
  return (await andon.post("/api/v1/machines", { name, ...more }, machineAnswer)).id;
}

/** Posts readings; how many were accepted and which were not. @throws when the server takes none at all */
export const sendReadings = (andon: Client, readings: unknown) =>
  andon.post("/api/v1/readings", readings, acceptedAnswer);

/**
 * Posts ninety days of hourly readings, 20 kWh an hour and 2 for each piece, from which a baseline can be
 * learned.
 */
export async function sendPast(andon: Client, machine: string) {
  const from = Date.now() - PAST_HOURS * HOUR_MS;
  const past = Array.from({ length: PAST_HOURS }, (_, hour) => ({
    machine_id: machine,
    timestamp: new Date(from + hour * HOUR_MS).toISOString(),
    metrics: { power_kw: 20 + 2 * (hour % 24) + Math.sin(hour * 1.7), production_count: hour % 24 },
  }));
  await sendReadings(andon, past);
}

/** Reports an alarm on a machine, a warning by default; the alarm's id. */
export async function report(andon: Client, machineId: string, more: object = {}): Promise<string> {
  const found = { machine_id: machineId, detected_at: new Date().toISOString() };
  const body = { ...found, anomaly_type: "spike", severity: "warning", ...more };
  return (await andon.post("/api/v1/anomaly/create", body, reportedAnswer)).anomaly_id;
}

export const acknowledge = (andon: Client, alarmId: string, by = "Ada") =>
  andon.send("POST", `/api/v1/anomaly/${alarmId}/acknowledge`, { by });

export const resolve = (andon: Client, alarmId: string, by?: string) =>
  andon.send("PUT", `/api/v1/anomaly/${alarmId}/resolve${by ? `?by=${by}` : ""}`);

/** The open alarms of a machine, newest first; of all machines without one. */
export async function openAlarms(andon: Client, machineId?: string): Promise<AnomalyAnswer[]> {
  const narrowed = machineId === undefined ? "" : `?machine_id=${machineId}`;
  return (await andon.get(`/api/v1/anomaly/active${narrowed}`, anomaliesAnswer)).anomalies;
}

/** Waits for a training to end. */
export const ended = (andon: Client, jobId: string) =>
  eventually(async () => {
    const job = await andon.get(`/api/v1/training/jobs/${jobId}`, jobAnswer);
    return job.ended_at !== null && job;
  }, `training job ${jobId} has ended`);
