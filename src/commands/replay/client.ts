import type { SentReading } from "../../domain/machine/reading";
import { answer, type Api, request } from "../api";
import type { Due } from "./plan";

/** The server as the replay sees it, and the time. */
export type ReplayClient = Api & { now(): number };

export type Replayed = { sent: number; accepted: number; rejected: number; firstError: string | null };

const MAX_ROWS_A_CALL = 500;
/** Rows due this close together are sent in one call. */
const CALL_EVERY_MS = 200;

/** The plant's time zone, or UTC when the server does not say. */
export async function plantZone(client: ReplayClient): Promise<string> {
  const response = await request(client, "/api/v1/plant");
  if (!response.ok) return "UTC";
  const { timezone } = (await response.json()) as { timezone?: string };
  return timezone ?? "UTC";
}

/** Finds the machine's id by its name or id, and registers an unknown one. */
export async function machineId(
  client: ReplayClient,
  name: string,
): Promise<{ id: string; registered: boolean }> {
  const machines = await answer<{ id: string; name: string }[]>(client, "/api/v1/machines");
  const known = machines.find((machine) => machine.name === name) ?? machines.find(({ id }) => id === name);
  if (known) return { id: known.id, registered: false };
  const { id } = await answer<{ id: string }>(client, "/api/v1/machines", { name });
  return { id, registered: true };
}

/**
 * Sends each reading when it is due, waiting for a busy server. @throws {Error} with a sentence when the
 * server cannot be reached or refuses a whole call
 */
export async function sendAll(
  client: ReplayClient,
  plan: readonly Due[],
  onProgress: (sofar: Replayed) => void = () => {},
): Promise<Replayed> {
  const result: Replayed = { sent: 0, accepted: 0, rejected: 0, firstError: null };
  let called = -Infinity;
  for (let next = plan[0]; next; next = plan[result.sent]) {
    const due = Math.max(next.due, called + CALL_EVERY_MS);
    if (due > client.now()) await client.wait(due - client.now());
    called = client.now();
    const readings = dueNow(plan, result.sent, Math.max(called, due));
    const { accepted, rejected } = await post(client, readings);
    result.sent += readings.length;
    result.accepted += accepted;
    result.rejected += rejected.length;
    result.firstError ??= rejected[0]?.error ?? null;
    onProgress(result);
  }
  return result;
}

function dueNow(plan: readonly Due[], from: number, now: number): SentReading[] {
  const readings: SentReading[] = [];
  for (let i = from; i < plan.length && readings.length < MAX_ROWS_A_CALL; i++) {
    const row = plan[i];
    if (!row || row.due > now) break;
    readings.push(row.reading);
  }
  return readings;
}

function post(client: ReplayClient, readings: SentReading[]) {
  return answer<{ accepted: number; rejected: { error: string }[] }>(client, "/api/v1/readings", readings);
}
