import type { Logger } from "pino";
import type { Config } from "../config";
import { createEnergy } from "./energy";
import { Conflict, type History } from "../history/history";
import type { Directory } from "../readings/directory";
import { LEARNED_DAYS } from "../routes/baseline";
import { createDesk } from "../training/desk";

const DAY_MS = 86_400_000;
const ROLL_SLICE_MINUTES = 500;
const TOUCH_EVERY_MS = 20_000;
/** A job that no server has touched for so long is nobody's: its server is gone. */
const FORGOTTEN_MS = 3 * TOUCH_EVERY_MS;
/** Readings that never cease must not keep a training from beginning. */
const SETTLE_WITHIN_MS = 10_000;

type SchoolDeps = {
  history: History;
  directory: Directory;
  config: Pick<Config, "plant" | "retrainCron">;
  now(): number;
  newId(): string;
  announceSoon(): void;
  log: Pick<Logger, "error" | "info">;
  /** Whether this server does what must happen once. */
  isHolder(): boolean;
};

/** Where machines' energy baselines are learned and asked: by request, and by the clock. */
export async function openSchool({ history, directory, config, log, isHolder, ...deps }: SchoolDeps) {
  const { now } = deps;
  const { timezone } = config.plant;

  async function settle() {
    const until = now() + SETTLE_WITHIN_MS;
    while ((await history.roll(ROLL_SLICE_MINUTES)) > 0 && now() < until);
  }

  const onTrouble = (error: unknown) =>
    log.error({ error: String(error) }, "a training could not be recorded");
  const desk = createDesk({ history, settle, timezone, onTrouble, ...deps });
  // Alone, nothing can be under way before the start; beside other servers, what they are about is left to them.
  if (!history.shared) await desk.endCutOff();

  async function lookAfter() {
    await desk.touch();
    if (isHolder()) await desk.endCutOff(now() - FORGOTTEN_MS);
  }
  const touching = setInterval(() => void lookAfter().catch(onTrouble), TOUCH_EVERY_MS);

  /** Machines that have a baseline learn it anew. */
  async function retrain() {
    if (!isHolder()) return;
    const to = now();
    for (const { machine_id, seconds, drivers } of await history.models.active()) {
      const machine = directory.find(machine_id);
      if (!machine?.is_active) continue;
      const request = { from: to - LEARNED_DAYS * DAY_MS, to, seconds, drivers };
      await desk.start(machine, request).catch((error) => {
        if (!(error instanceof Conflict)) throw error;
        log.info({ machine: machine.name }, "it is being trained already");
      });
    }
  }

  const cron = config.retrainCron
    ? Bun.cron(config.retrainCron, () => retrain().catch(onTrouble), { tz: timezone })
    : undefined;

  return {
    energy: createEnergy(history, timezone),
    startTraining: desk.start,
    cancelTraining: desk.cancel,
    async stop() {
      cron?.stop();
      clearInterval(touching);
      await desk.stop();
    },
  };
}
