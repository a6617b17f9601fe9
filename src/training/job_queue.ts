import { setTimeout } from "node:timers/promises";
import { type Driver, driverNamed, LEFT_OUT, USUAL_DRIVERS } from "../energy/drivers";
import { formulaOf } from "../energy/predict";
import { energySample, type EnergySample } from "../energy/rows";
import type { Store } from "../store/store";
import { type Baseline, GOOD_R_SQUARED } from "../domain/training/baseline";
import type { Machine } from "../domain/machine/machine";
import { reasonOf } from "../domain/reason";
import {
  isUnderWay,
  MODEL_TYPE,
  type TrainingJob,
  type TrainingRequest,
  type TrainingStep,
} from "../domain/training/job";
import { runWorker } from "./run_worker";
import { yieldToLoop } from "../async/yield";
import { DAY_MS } from "../domain/time_units";

const SEED = 42;
/** Rows are read in slices, so that the loop turns between them. */
const SLICE_MS = 5 * DAY_MS;
/** Screens get a frame each 100 ms at most: a step that is over sooner would never be seen. */
const STEP_SHOWN_MS = 150;

/** How much is done when a step begins, in per cent. */
const DONE_AT: Record<TrainingStep, number> = {
  reading: 10,
  learning: 30,
  checking: 50,
  testing: 70,
  storing: 90,
};

const CANCELLED = Symbol("cancelled");
const STOPPED = Symbol("stopped");
/** Somebody else has ended the job: another server has cancelled it. */
const ENDED = Symbol("ended");

export type JobQueueDeps = {
  store: Pick<Store, "jobs" | "readings">;
  /** Brings the roll-ups up to date. */
  settle(): Promise<void>;
  timezone: string;
  newId(): string;
  now(): number;
  /** A change of a job could not be recorded. */
  onTrouble(error: unknown): void;
};

/** Where trainings are asked for. One runs at a time, the others wait. */
export type JobQueue = {
  /** Takes a job in and begins it as soon as no other runs. @throws {Conflict} when the machine has one that has not ended. */
  start(machine: Pick<Machine, "id" | "name">, request: TrainingRequest): Promise<TrainingJob>;
  /** Undefined when there is no such job. `ended` is a job that had come to its end before. */
  cancel(id: string): Promise<{ kind: "cancelled" | "ended"; job: TrainingJob } | undefined>;
  /** Says that its jobs are still cared for. */
  touch(): Promise<void>;
  /** Ends jobs under way that nobody has touched since `before` as failed, and says why; without it all that are under way. */
  endCutOff(before?: number): Promise<void>;
  /** Leaves what is under way as it is: the next start ends it. */
  stop(): Promise<void>;
};

export function createJobQueue(deps: JobQueueDeps): JobQueue {
  const { store, now } = deps;
  const waiting: TrainingJob[] = [];
  let running: { id: string; abort: AbortController; ended: Promise<void> } | undefined;
  let stopped = false;

  async function start(machine: Pick<Machine, "id" | "name">, request: TrainingRequest) {
    const job: TrainingJob = {
      ...request,
      id: deps.newId(),
      machine_id: machine.id,
      machine_name: machine.name,
      model_type: MODEL_TYPE,
      status: "pending",
      step: null,
      progress_pct: 0,
      message: null,
      created_at: now(),
      started_at: null,
      ended_at: null,
      metrics: null,
      error: null,
      model_id: null,
      model_version: null,
    };
    await store.jobs.add(job);
    waiting.push(job);
    next();
    return job;
  }

  function next() {
    if (running || stopped) return;
    const job = waiting.shift();
    if (!job) return;
    const abort = new AbortController();
    const ended = run(job, abort.signal)
      .catch(deps.onTrouble)
      .then(() => {
        running = undefined;
        next();
      });
    running = { id: job.id, abort, ended };
  }

  async function run(pending: TrainingJob, signal: AbortSignal) {
    let job: TrainingJob = { ...pending, status: "running", started_at: now() };
    let shownAt = -Infinity;
    let shown = Promise.resolve();

    async function show(changed: TrainingJob) {
      await setTimeout(Math.max(0, shownAt + STEP_SHOWN_MS - performance.now()));
      signal.throwIfAborted();
      job = changed;
      if (!(await store.jobs.save(job))) throw ENDED;
      shownAt = performance.now();
    }
    const begin = (step: TrainingStep, message: string) =>
      show({ ...job, step, message, progress_pct: DONE_AT[step] });

    try {
      await show(job);
      const days = Math.ceil((job.to - job.from) / DAY_MS);
      await begin("reading", `Reading the rows of ${days} days`);
      const drivers = driversOf(job);
      const samples = await readSamples(job, drivers, signal);
      const onStep = (step: TrainingStep, message: string) => {
        shown = shown.then(() => begin(step, message));
        // Awaited below: until then nobody minds.
        shown.catch(() => {});
      };
      const task = {
        samples,
        drivers: drivers.map(({ name, isTotal }) => ({ name, isTotal })),
        seconds: job.seconds,
      };
      const baseline = await runWorker({ ...task, seed: SEED }, onStep, signal);
      await shown;
      await begin("storing", "Storing the model");
      await complete(job, baseline, signal);
    } catch (error) {
      // A step that is still to be shown would open the job again.
      await shown.catch(() => {});
      if (signal.reason !== STOPPED && error !== ENDED) await fail(job, error);
    }
  }

  async function readSamples(job: TrainingJob, drivers: Driver[], signal: AbortSignal) {
    await deps.settle();
    const samples: EnergySample[] = [];
    for (let from = job.from; from < job.to; from += SLICE_MS) {
      signal.throwIfAborted();
      const to = Math.min(from + SLICE_MS, job.to);
      const rows = await store.readings.rolledRows(job.machine_id ?? "", job.seconds, from, to);
      samples.push(...rows.map((row) => energySample(row, drivers, job.seconds, deps.timezone)));
      await yieldToLoop();
    }
    return samples;
  }

  async function complete(job: TrainingJob, baseline: Baseline, signal: AbortSignal) {
    await setTimeout(STEP_SHOWN_MS);
    signal.throwIfAborted();
    const at = now();
    const learned = job.drivers ? baseline : { ...baseline, dropped: [...LEFT_OUT, ...baseline.dropped] };
    const done: TrainingJob = {
      ...job,
      status: "completed",
      progress_pct: 100,
      message: formulaOf(baseline),
      ended_at: at,
      metrics: metricsOf(learned),
    };
    const { from, to, drivers } = job;
    const model = {
      ...learned,
      id: deps.newId(),
      machine_id: job.machine_id ?? "",
      created_at: at,
      from,
      to,
      drivers,
    };
    await store.jobs.complete(done, model);
  }

  async function fail(job: TrainingJob, error: unknown) {
    const cancelled = error === CANCELLED;
    const reason = cancelled ? "Cancelled before it ended" : reasonOf(error);
    await end(job, cancelled ? "cancelled" : "failed", reason);
  }

  async function end(job: TrainingJob, status: "failed" | "cancelled", error: string): Promise<TrainingJob> {
    const ended: TrainingJob = { ...job, status, error, ended_at: now() };
    await store.jobs.save(ended);
    return ended;
  }

  async function cancel(id: string) {
    if (running?.id === id) {
      running.abort.abort(CANCELLED);
      await running.ended;
    }
    const place = waiting.findIndex((job) => job.id === id);
    const [pending] = place < 0 ? [] : waiting.splice(place, 1);
    if (pending)
      return {
        kind: "cancelled" as const,
        job: await end(pending, "cancelled", "Cancelled before it began"),
      };
    const job = await store.jobs.find(id);
    if (job && isUnderWay(job)) {
      // Another server's: it notices with its next step.
      return { kind: "cancelled" as const, job: await end(job, "cancelled", "Cancelled before it ended") };
    }
    return job && { kind: job.status === "cancelled" ? ("cancelled" as const) : ("ended" as const), job };
  }

  return {
    start,
    cancel,
    touch: () => store.jobs.touch([...waiting.map(({ id }) => id), ...(running ? [running.id] : [])]),
    async endCutOff(before) {
      for (const job of await store.jobs.underWay(before)) {
        await end(job, "failed", "Cut off by a restart of Andon: start it again");
      }
    },
    async stop() {
      stopped = true;
      running?.abort.abort(STOPPED);
      await running?.ended;
    },
  };
}

/** Each driver once, under whatever names it was asked for. */
function driversOf({ drivers }: TrainingJob): Driver[] {
  const named = (drivers ?? USUAL_DRIVERS).map(driverNamed);
  return [...new Map(named.map((driver) => [driver.name, driver])).values()];
}

/** What a model is worth, under the reference's names and our own. */
function metricsOf({ training, held_out, detector, dropped }: Baseline): Record<string, unknown> {
  return {
    r_squared: training.r_squared,
    rmse: training.rmse,
    mae: training.mae,
    training_samples: training.samples,
    held_out_r_squared: held_out.r_squared,
    held_out_rmse: held_out.rmse,
    held_out_mae: held_out.mae,
    held_out_samples: held_out.samples,
    meets_quality_threshold: held_out.r_squared >= GOOD_R_SQUARED,
    ...detector,
    dropped_drivers: dropped.map(({ name }) => name),
  };
}
