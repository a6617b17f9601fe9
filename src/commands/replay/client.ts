import type { SentReading } from "../../domain/machine/reading";
import { foldName } from "../../domain/text";
import { quoted } from "../../ingest/quoted";
import type { Due } from "./plan";
import type { Skipped } from "./skipped";

/** The server as the replay sees it. `wait` takes milliseconds. */
export type ReplayClient = {
  url: string;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  wait(ms: number): Promise<unknown>;
  now(): number;
};

/**
 * `skipped` are the first of the readings and values that the server did not take, by their line in the file.
 */
export type Replayed = {
  sent: number;
  accepted: number;
  rejected: number;
  dropped: number;
  firstError: string | null;
  skipped: Skipped[];
};

type Answer = {
  accepted: number;
  rejected: { index: number; error: string }[];
  dropped?: { index: number; metric: string; reason: string }[];
  dropped_count?: number;
};

const MAX_ROWS_A_CALL = 500;
/** Most parts that were not taken that are remembered one by one. */
const MAX_SKIPPED = 1000;
/** Rows due this close together are sent in one call. */
const CALL_EVERY_MS = 200;
const RETRY_AFTER_SECONDS = 1;
const MAX_TRIES = 60;
const BUSY: readonly number[] = [429, 503];

/** The plant's time zone, or UTC when the server does not say. */
export async function plantZone(client: ReplayClient): Promise<string> {
  const response = await request(client, "/api/v1/plant");
  if (!response.ok) return "UTC";
  const { timezone } = (await response.json()) as { timezone?: string };
  return timezone ?? "UTC";
}

/** Finds the machine's id by its name, an earlier one or its id, and registers an unknown one. */
export async function machineId(
  client: ReplayClient,
  name: string,
): Promise<{ id: string; registered: boolean }> {
  const machines = await answer<{ id: string; name: string; aliases?: string[] }[]>(
    client,
    "/api/v1/machines",
  );
  const folded = foldName(name);
  const known =
    machines.find((machine) => foldName(machine.name) === folded) ??
    machines.find(({ id }) => id.toLowerCase() === folded.toLowerCase()) ??
    machines.find(({ aliases = [] }) => aliases.includes(folded));
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
  const result: Replayed = { sent: 0, accepted: 0, rejected: 0, dropped: 0, firstError: null, skipped: [] };
  let called = -Infinity;
  for (let next = plan[0]; next; next = plan[result.sent]) {
    const due = Math.max(next.due, called + CALL_EVERY_MS);
    if (due > client.now()) await client.wait(due - client.now());
    called = client.now();
    const readings = dueNow(plan, result.sent, Math.max(called, due));
    count(result, await post(client, readings), plan);
    result.sent += readings.length;
    onProgress(result);
  }
  return result;
}

/** Adds the answer to a call of the readings from `result.sent` on. */
function count(
  result: Replayed,
  { accepted, rejected, dropped = [], dropped_count = 0 }: Answer,
  plan: readonly Due[],
) {
  const line = (index: number) => plan[result.sent + index]?.line ?? null;
  result.accepted += accepted;
  result.rejected += rejected.length;
  result.dropped += dropped_count;
  result.firstError ??= rejected[0]?.error ?? null;
  const skipped = [
    ...rejected.map(({ index, error }) => ({ line: line(index), column: null, why: error })),
    ...dropped.map(({ index, metric, reason }) => ({ line: line(index), column: metric, why: reason })),
  ];
  result.skipped.push(...skipped.slice(0, MAX_SKIPPED - result.skipped.length));
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

/** A call of which nothing was taken is answered like the others, but for its status. */
function post(client: ReplayClient, readings: SentReading[]) {
  return answer<Answer>(client, "/api/v1/readings", readings, '"rejected":');
}

/** @param mark a text in the body that makes a 400 an answer too */
async function answer<T>(client: ReplayClient, path: string, body?: unknown, mark?: string): Promise<T> {
  const response = await request(client, path, body);
  const text = await response.text();
  const isAnswer = response.ok || (response.status === 400 && mark && text.includes(mark));
  if (!isAnswer) throw new Error(`${client.url}${path} answers ${response.status}: ${reason(text)}`);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${client.url}${path} answers ${quoted(text)}, not JSON: is Andon running there`);
  }
}

async function request(client: ReplayClient, path: string, body?: unknown): Promise<Response> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  for (let tries = 1; ; tries++) {
    const response = await client.fetch(client.url + path, init).catch((error: Error) => {
      throw new Error(`Cannot reach ${client.url}: ${error.message} (ANDON_URL says where Andon is)`, {
        cause: error,
      });
    });
    if (!BUSY.includes(response.status) || tries === MAX_TRIES) return response;
    await client.wait(1000 * (Number(response.headers.get("Retry-After")) || RETRY_AFTER_SECONDS));
  }
}

function reason(text: string): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return quoted(text);
  }
}
