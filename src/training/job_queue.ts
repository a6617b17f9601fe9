import type { Machine } from "../domain/machine/machine";
import { isUnderWay, type TrainingJob, type TrainingRequest } from "../domain/training/job";
import type { By } from "../people/actor";
import { ended, newJob } from "./job_changes";
import { EMPTY_QUEUE, next, type QueueEffect, type QueueEvent } from "./queue_state";
import { type RunDeps, runJob } from "./run_job";

type JobQueueDeps = RunDeps & {
  /** A change of a job could not be recorded. */
  onTrouble(error: unknown): void;
};

/** The training jobs of this server. One runs at a time, the others wait. */
export type JobQueue = {
  /**
   * Adds a job; it runs as soon as no other does.
   *
   * @param by who asks for it; nobody: the schedule
   * @throws {Conflict} when the machine has an unfinished job
   */
  start(machine: Pick<Machine, "id" | "name">, request: TrainingRequest, by?: By): Promise<TrainingJob>;
  /** Undefined when there is no such job; `ended` when it had ended before. */
  cancel(id: string, by?: By): Promise<{ kind: "cancelled" | "ended"; job: TrainingJob } | undefined>;
  /** Marks this server's jobs as still being worked on. */
  touch(): Promise<void>;
  /**
   * Ends as failed, with the reason, unfinished jobs that no server has touched since `before` (default:
   * all).
   */
  endAbandoned(before?: number): Promise<void>;
  /** Leaves the running job unfinished: the next start ends it. */
  stop(): Promise<void>;
};

/** The running job; `cancelledBy` says who has asked for its end. */
type Run = { abort: AbortController; done: Promise<void>; cancelledBy?: By };

export function createJobQueue(deps: JobQueueDeps): JobQueue {
  const { store, now } = deps;
  let state = EMPTY_QUEUE;
  let run: Run | undefined;

  function dispatch(event: QueueEvent): QueueEffect[] {
    const step = next(state, event);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === "run") begin(effect.job);
      if (effect.kind === "abort") run?.abort.abort(effect.reason);
    }
    return step.effects;
  }

  function begin(job: TrainingJob) {
    const abort = new AbortController();
    const begun: Omit<Run, "done"> = { abort };
    const done = runJob(deps, job, abort.signal, () => begun.cancelledBy)
      .catch(deps.onTrouble)
      .then(() => void dispatch({ kind: "finished" }));
    run = Object.assign(begun, { done });
  }

  async function cancel(id: string, by?: By) {
    if (run && state.running === id) run.cancelledBy ??= by;
    const [effect] = dispatch({ kind: "cancelled", id });
    if (effect?.kind === "drop")
      return {
        kind: "cancelled" as const,
        job: await end(deps, effect.job, "cancelled", "Cancelled before it began", by),
      };
    if (effect?.kind === "abort") await run?.done;
    const job = await store.jobs.find(id);
    if (job && isUnderWay(job)) {
      // It runs on another server, which notices at its next step.
      return {
        kind: "cancelled" as const,
        job: await end(deps, job, "cancelled", "Cancelled before it ended", by),
      };
    }
    return job && { kind: job.status === "cancelled" ? ("cancelled" as const) : ("ended" as const), job };
  }

  return {
    async start(machine, request, by) {
      const job = newJob(deps.newId(), machine, request, now());
      await store.jobs.add(job, by);
      dispatch({ kind: "added", job });
      return job;
    },
    cancel,
    touch: () =>
      store.jobs.touch([
        ...state.waiting.map(({ id }) => id),
        ...(state.running === null ? [] : [state.running]),
      ]),
    async endAbandoned(before) {
      for (const job of await store.jobs.underWay(before)) {
        await end(deps, job, "failed", "Cut off by a restart of Andon: start it again");
      }
    },
    async stop() {
      dispatch({ kind: "stopped" });
      await run?.done;
    },
  };
}

/** Saves the job as ended. @param by who ended it, if somebody did */
async function end(
  { store, now }: Pick<JobQueueDeps, "store" | "now">,
  job: TrainingJob,
  status: "failed" | "cancelled",
  error: string,
  by?: By,
): Promise<TrainingJob> {
  const changed = ended(job, status, error, now());
  await store.jobs.save(changed, by);
  return changed;
}
