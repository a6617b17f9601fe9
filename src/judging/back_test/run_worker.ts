import type { Replayed } from "../../rules/back_test";
import type { FromWorker, ToWorker } from "./back_test_worker";

type Begin = Omit<Extract<ToWorker, { kind: "begin" }>, "kind">;
export type Rows = Omit<Extract<ToWorker, { kind: "rows" }>, "kind">;

/**
 * Replays a rule in a worker, so that the event loop is never blocked. Rows are asked for when those before are taken.
 * @throws with its reason when it fails, with the signal's when it is aborted
 */
export async function runBackTest(
  begin: Begin,
  rows: AsyncIterable<Rows>,
  signal: AbortSignal,
): Promise<Replayed> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./back_test_worker.ts", import.meta.url).href);
  let next = awaited();
  const fail = (error: unknown) => next.reject(error);
  const onAbort = () => fail(signal.reason);
  signal.addEventListener("abort", onAbort);
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) =>
    data.kind === "failed" ? fail(new Error(data.reason)) : next.resolve(data);
  worker.onerror = ({ message }) => fail(new Error(message));

  async function ask(word: ToWorker): Promise<FromWorker> {
    signal.throwIfAborted();
    next = awaited();
    worker.postMessage(word);
    return next.promise;
  }

  try {
    worker.postMessage({ kind: "begin", ...begin } satisfies ToWorker);
    for await (const each of rows) await ask({ kind: "rows", ...each });
    const answer = await ask({ kind: "end" });
    return answer.kind === "found" ? answer.replayed : { alarms: [], judged: {} };
  } finally {
    signal.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}

/** An answer that may be refused while nobody waits for it, which must not count as unhandled. */
function awaited() {
  const answer = Promise.withResolvers<FromWorker>();
  answer.promise.catch(() => {});
  return answer;
}
