import { every } from "../async/every";
import type { Logger } from "pino";
import type { Config } from "../config";
import { createEnergy } from "../energy/analysis";
import type { Store } from "../store/store";
import type { MachineRegistry } from "../ingest/machine_registry";
import { createJobQueue } from "./job_queue";
import { Conflict } from "../store/errors";
import { DAY_MS } from "../domain/time_units";
import { LEARNED_DAYS } from "../domain/training/baseline";

const ROLL_SLICE_MINUTES = 500;
const TOUCH_EVERY_MS = 20_000;
/** A job untouched for so long belongs to a server that has died. */
const FORGOTTEN_MS = 3 * TOUCH_EVERY_MS;
/** Readings that never cease must not delay a training for ever. */
const SETTLE_WITHIN_MS = 10_000;

type TrainingSchedulerDeps = {
  store: Store;
  machineRegistry: MachineRegistry;
  config: Pick<Config, "plant" | "retrainCron">;
  now(): number;
  newId(): string;
  log: Pick<Logger, "error" | "info">;
  /** Whether this server leads. */
  isLeader(): boolean;
};

export type TrainingScheduler = Awaited<ReturnType<typeof startTrainingScheduler>>;

/** Trains machines' energy baselines, on request and by a schedule. */
export async function startTrainingScheduler({
  store,
  machineRegistry,
  config,
  log,
  isLeader,
  ...deps
}: TrainingSchedulerDeps) {
  const { now } = deps;
  const { timezone } = config.plant;

  async function settle() {
    const until = now() + SETTLE_WITHIN_MS;
    while ((await store.roll(ROLL_SLICE_MINUTES)) > 0 && now() < until);
  }

  const onTrouble = (err: unknown) => log.error({ err }, "a training could not be recorded");
  const jobQueue = createJobQueue({ store, settle, timezone, onTrouble, ...deps });
  // A lone server ends what its last run left unfinished; among several, jobs may still run on the others.
  if (!store.shared) await jobQueue.endAbandoned();

  async function lookAfter() {
    await jobQueue.touch();
    if (isLeader()) await jobQueue.endAbandoned(now() - FORGOTTEN_MS);
  }
  const touching = every({ pauseMs: TOUCH_EVERY_MS, onTrouble }, lookAfter);

  /** Retrains every machine that has a baseline. */
  async function retrain() {
    if (!isLeader()) return;
    const to = now();
    for (const { machine_id, seconds, drivers } of await store.models.active()) {
      const machine = machineRegistry.find(machine_id);
      if (!machine?.is_active) continue;
      const request = { from: to - LEARNED_DAYS * DAY_MS, to, seconds, drivers };
      await jobQueue.start(machine, request).catch((error) => {
        if (!(error instanceof Conflict)) throw error;
        log.info({ machine: machine.name }, "it is being trained already");
      });
    }
  }

  const cron = config.retrainCron
    ? Bun.cron(config.retrainCron, () => retrain().catch(onTrouble), { tz: timezone })
    : undefined;

  return {
    energy: createEnergy(store, timezone),
    startTraining: jobQueue.start,
    cancelTraining: jobQueue.cancel,
    async stop() {
      cron?.stop();
      await touching.stop();
      await jobQueue.stop();
    },
  };
}
