import type { Baseline } from "../domain/training/baseline";
import type { OnStep, TrainingTask } from "./run_training";
import type { TrainingWord } from "./worker";

/**
 * Trains in a worker, so that the event loop is never blocked.
 * @throws when the training fails, with its reason; with the signal's reason when it is aborted
 */
export async function runWorker(task: TrainingTask, onStep: OnStep, signal: AbortSignal): Promise<Baseline> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./worker.ts", import.meta.url).href);
  const { promise, resolve, reject } = Promise.withResolvers<Baseline>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  worker.onmessage = ({ data }: MessageEvent<TrainingWord>) => {
    if (data.kind === "step") onStep(data.step, data.message);
    else if (data.kind === "learned") resolve(data.baseline);
    else reject(new Error(data.reason));
  };
  worker.onerror = ({ message }) => reject(new Error(`The training worker failed: ${message}`));
  worker.postMessage(task);
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    worker.terminate();
  }
}
