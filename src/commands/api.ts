import { quoted } from "../ingest/row";

/** A running Andon as a program of the command line sees it. `wait` takes milliseconds. */
export type Api = {
  url: string;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  wait(ms: number): Promise<unknown>;
};

const DEFAULT_URL = "http://127.0.0.1:8080";
const RETRY_AFTER_SECONDS = 1;
const MAX_TRIES = 60;
const BUSY: readonly number[] = [429, 503];

/** The address that ANDON_URL gives, or else this machine's own Andon. */
export function andonUrl(environment: Record<string, string | undefined>): string {
  return (environment["ANDON_URL"] || DEFAULT_URL).replace(/\/+$/, "");
}

/**
 * The JSON answer to a GET, or to a POST when there is a body; waits for a busy server.
 * @throws {Error} with a sentence when the server cannot be reached, refuses, or is no Andon
 */
export async function answer<T>(api: Api, path: string, body?: unknown): Promise<T> {
  const response = await request(api, path, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${api.url}${path} answers ${response.status}: ${reason(text)}`);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${api.url}${path} answers ${quoted(text)}, not JSON: is Andon running there`);
  }
}

/** As `answer`, but the bare response, whatever its status. */
export async function request(api: Api, path: string, body?: unknown): Promise<Response> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  for (let tries = 1; ; tries++) {
    const response = await api.fetch(api.url + path, init).catch((error: Error) => {
      throw new Error(`Cannot reach ${api.url}: ${error.message} (ANDON_URL says where Andon is)`, {
        cause: error,
      });
    });
    if (!BUSY.includes(response.status) || tries === MAX_TRIES) return response;
    await api.wait(1000 * (Number(response.headers.get("Retry-After")) || RETRY_AFTER_SECONDS));
  }
}

function reason(text: string): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return quoted(text);
  }
}
