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

/** Registers a machine; its id. */
export async function register(andon: Client, name: string, more: object = {}): Promise<string> {
  return (await andon.post("/api/v1/machines", { name, ...more }, machineAnswer)).id;
}

/** Posts readings; how many were accepted and which were not. @throws when the server takes none at all */
export const sendReadings = (andon: Client, readings: unknown) =>
  andon.post("/api/v1/readings", readings, acceptedAnswer);

/** Reports an alarm on a machine, a warning unless told otherwise; the alarm's id. */
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
