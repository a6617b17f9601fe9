import { reasonOf } from "../domain/reason";
import { setTimeout } from "node:timers/promises";
import { createWithheld, type Withheld } from "../alarms/suppression/withheld";
import { yieldToLoop } from "../async/yield";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../domain/time_units";
import type { Baseline } from "../domain/training/baseline";
import type { TrainingJob, TrainingStep } from "../domain/training/job";
import { candidateDrivers, noteMetrics, type SeenMetrics } from "../energy/candidates";
import { type Driver, driverNamed } from "../energy/drivers";
import { energySample, type EnergySample } from "../energy/rows";
import type { RolledRow } from "../store/readings/reading_store";
import type { Store } from "../store/store";
import type { By } from "../people/actor";
import { atStep, completed, ended, running } from "./job_changes";
import type { AbortReason } from "./queue_state";
import { runWorker } from "./run_worker";

const SEED = 42;
/** Rows are read in slices, yielding to the loop between them. */
const SLICE_MS = 5 * DAY_MS;
/** Screens get a frame every 100 ms at most: a shorter step would never be seen. */
const STEP_SHOWN_MS = 150;

/** Another server has ended the job: it was cancelled there. */
class EndedElsewhere extends Error {}

export type RunDeps = {
  store: Pick<Store, "jobs" | "readings" | "energySources"> & {
    suppressions: Pick<Store["suppressions"], "withholding">;
  };
  /** Brings the roll-ups up to date. */
  settle(): Promise<void>;
  timezone: string;
  newId(): string;
  now(): number;
};

/**
 * Runs a job to its end, saving each step; never rejects because of the training itself. Aborted with
 * "stopped" it leaves the job as it is, aborted with "cancelled" it ends the job as cancelled.
 *
 * @param cancelledBy who has cancelled it, once somebody has
 * @throws when a step cannot be saved
 */
export async function runJob(
  deps: RunDeps,
  pending: TrainingJob,
  signal: AbortSignal,
  cancelledBy: () => By | undefined = () => undefined,
): Promise<void> {
  const steps = showSteps(deps, running(pending, deps.now()), signal);
  try {
    await steps.save();
    const baseline = await learn(deps, pending, steps, signal);
    await steps.begin("storing", "Storing the model");
    await setTimeout(STEP_SHOWN_MS);
    signal.throwIfAborted();
    const { job, model } = completed(steps.job(), baseline, deps.newId(), deps.now());
    await deps.store.jobs.complete(job, model);
  } catch (error) {
    // A step that is still to be saved would reopen the job.
    await steps.idle();
    if (isReason(signal, "stopped") || error instanceof EndedElsewhere) return;
    const isCancelled = isReason(signal, "cancelled");
    const reason = reasonOf(error);
    await deps.store.jobs.save(
      isCancelled
        ? ended(steps.job(), "cancelled", "Cancelled before it ended", deps.now())
        : ended(steps.job(), "failed", reason, deps.now()),
      isCancelled ? cancelledBy() : undefined,
    );
  }
}

const isReason = ({ reason }: AbortSignal, asked: AbortReason) => reason === asked;

type Steps = ReturnType<typeof showSteps>;

async function learn(deps: RunDeps, job: TrainingJob, steps: Steps, signal: AbortSignal): Promise<Baseline> {
  const days = Math.ceil((job.to - job.from) / DAY_MS);
  await steps.begin("reading", `Reading the rows of ${days} days`);
  await deps.settle();
  const from = await learnableFrom(deps, job);
  const rows = (each: (row: RolledRow) => void) => readRows(deps, { ...job, from }, signal, each);
  const drivers = driversOf(job.drivers ?? (await candidates(rows)));
  const samples: EnergySample[] = [];
  await rows((row) => samples.push(energySample(row, drivers, job.seconds, deps.timezone)));
  const names = drivers.map(({ name, isTotal }) => ({ name, isTotal }));
  const task = { samples, drivers: names, seconds: job.seconds, choose: !job.drivers, seed: SEED };
  const baseline = await runWorker(task, steps.beginSoon, signal);
  await steps.idle({ rethrow: true });
  return baseline;
}

/** Saves a job's steps one after the other, each no sooner than the one before could be seen. */
function showSteps({ store }: RunDeps, first: TrainingJob, signal: AbortSignal) {
  let job = first;
  let shownAt = -Infinity;
  let last = Promise.resolve();

  async function save(changed = job) {
    await setTimeout(Math.max(0, shownAt + STEP_SHOWN_MS - performance.now()));
    signal.throwIfAborted();
    job = changed;
    if (!(await store.jobs.save(job))) throw new EndedElsewhere();
    shownAt = performance.now();
  }

  const begin = (step: TrainingStep, message: string) => save(atStep(job, step, message));

  return {
    job: () => job,
    save,
    begin,
    /** Begins a step after those before it, without waiting. */
    beginSoon(step: TrainingStep, message: string) {
      last = last.then(() => begin(step, message));
      // `idle` rethrows it; until then it must not count as unhandled.
      last.catch(() => {});
    },
    /** Waits for the steps begun by `beginSoon`. */
    idle: ({ rethrow = false } = {}) => (rethrow ? last : last.catch(() => {})),
  };
}

/** Two sources of energy are not learned as one. */
async function learnableFrom({ store }: RunDeps, { machine_id, from }: TrainingJob): Promise<number> {
  const [source] = await store.energySources.list(machine_id ?? "");
  return Math.max(from, source?.since ?? 0);
}

type EachRow = (each: (row: RolledRow) => void) => Promise<void>;

async function candidates(rows: EachRow): Promise<string[]> {
  const seen: SeenMetrics = new Map();
  await rows((row) => noteMetrics(seen, row));
  return candidateDrivers(seen);
}

/** Each row of the job that has ended, as one that has only begun is no whole one, and in which nothing was suppressed. */
async function readRows(
  { store }: RunDeps,
  job: TrainingJob,
  signal: AbortSignal,
  each: (row: RolledRow) => void,
) {
  const lastAt = job.to - job.seconds * 1000;
  const withheld = createWithheld(await store.suppressions.withholding(job.from));
  const isLearned = (row: RolledRow) => isLearnedRow(withheld, job, row);
  for (let from = job.from; from < job.to; from += SLICE_MS) {
    signal.throwIfAborted();
    const to = Math.min(from + SLICE_MS, job.to);
    const rows = await store.readings.rolledRows(job.machine_id ?? "", job.seconds, from, to);
    for (const row of rows) if (row.at <= lastAt && isLearned(row)) each(row);
    await yieldToLoop();
  }
}

/** Looked at this often within a row: nothing is suppressed for less, unless somebody ends it early. */
const LOOKED_AT_MS = 15 * MINUTE_MS;

function isLearnedRow(
  { isLearned }: Withheld,
  { machine_id, seconds }: TrainingJob,
  row: RolledRow,
): boolean {
  for (let at = row.at; at < row.at + seconds * SECOND_MS; at += LOOKED_AT_MS)
    if (!isLearned(machine_id ?? "", row.metrics, at)) return false;
  return true;
}

/** Each driver once, under whichever of its names it was asked for. */
function driversOf(asked: readonly string[]): Driver[] {
  return [...new Map(asked.map(driverNamed).map((driver) => [driver.name, driver])).values()];
}
