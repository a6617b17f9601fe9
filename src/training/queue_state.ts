import type { TrainingJob } from "../domain/training/job";

/** The jobs of this server: one runs, the others wait in the order of asking. */
export type QueueState = {
  waiting: readonly TrainingJob[];
  /** The id of the running job. */
  running: string | null;
  /** Nothing starts any more. */
  stopped: boolean;
};

export type QueueEvent =
  | { kind: "added"; job: TrainingJob }
  | { kind: "finished" }
  | { kind: "cancelled"; id: string }
  | { kind: "stopped" };

/**
 * Why a running job is aborted: a person cancelled it, or the server stops and leaves it to the next start.
 */
export type AbortReason = "cancelled" | "stopped";

export type QueueEffect =
  | { kind: "run"; job: TrainingJob }
  | { kind: "abort"; reason: AbortReason }
  /** A waiting job was cancelled before it began. */
  | { kind: "drop"; job: TrainingJob };

export const EMPTY_QUEUE: QueueState = { waiting: [], running: null, stopped: false };

/** The queue after an event, and what is to be done about it. */
export function next(state: QueueState, event: QueueEvent): { state: QueueState; effects: QueueEffect[] } {
  switch (event.kind) {
    case "added":
      return startNext({ ...state, waiting: [...state.waiting, event.job] });
    case "finished":
      return startNext({ ...state, running: null });
    case "cancelled":
      return cancel(state, event.id);
    case "stopped":
      return { state: { ...state, stopped: true }, effects: abort(state, "stopped") };
  }
}

function startNext(state: QueueState): { state: QueueState; effects: QueueEffect[] } {
  const [job, ...waiting] = state.waiting;
  if (state.running !== null || state.stopped || !job) return { state, effects: [] };
  return { state: { ...state, waiting, running: job.id }, effects: [{ kind: "run", job }] };
}

function cancel(state: QueueState, id: string): { state: QueueState; effects: QueueEffect[] } {
  if (state.running === id) return { state, effects: abort(state, "cancelled") };
  const dropped = state.waiting.filter((job) => job.id === id);
  const waiting = state.waiting.filter((job) => job.id !== id);
  return { state: { ...state, waiting }, effects: dropped.map((job) => ({ kind: "drop", job })) };
}

function abort({ running }: QueueState, reason: AbortReason): QueueEffect[] {
  return running === null ? [] : [{ kind: "abort", reason }];
}
