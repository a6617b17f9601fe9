import type { Logger } from "pino";
import type { Config } from "../config";
import type { Store } from "../store/store";
import type { KpiTracker } from "../live/state/kpi_tracker";
import { today } from "../energy/today";
import { DAY_MS } from "../domain/time_units";

const ROLL_EVERY_MS = 2_000;
const ROLL_SLICE_MINUTES = 500;
const TODAY_EVERY_MS = 15_000;
const SAVE_EVERY_MS = 30_000;
const SILENCE_EVERY_MS = 2_000;
const RETAIN_EVERY_MS = 3_600_000;

type KeepingDeps = {
  store: Store;
  /** Keeps what detectors remember. */
  save(): Promise<void>;
  /** Raises an alarm on machines that have fallen silent. */
  lookForSilence(): Promise<void>;
  /** Whether this server does what must happen once. */
  isLeader(): boolean;
  kpis: Pick<KpiTracker, "setToday">;
  config: Config;
  now(): number;
  log: Pick<Logger, "error">;
};

/** The housekeeping that goes on beside the path: roll-ups, the day's figures, detector states, retention. */
export function startHousekeeping({
  store,
  save,
  lookForSilence,
  isLeader,
  kpis,
  config,
  now,
  log,
}: KeepingDeps) {
  const { retain, plant, tariff } = config;
  let stopping = false;

  async function rollUp() {
    while (!stopping && isLeader() && (await store.roll(ROLL_SLICE_MINUTES)) > 0);
  }

  async function setToday() {
    kpis.setToday(await today(now(), plant.timezone, tariff, store.readings.energy));
  }

  async function retainAll() {
    const readingsBefore = now() - retain.readingsDays * DAY_MS;
    const eventsBefore = now() - retain.eventsDays * DAY_MS;
    while (!stopping && isLeader() && (await store.retain({ readingsBefore, eventsBefore })) > 0);
  }

  const chores = [
    everySoOften(rollUp, ROLL_EVERY_MS),
    everySoOften(setToday, TODAY_EVERY_MS),
    everySoOften(save, SAVE_EVERY_MS),
    everySoOften(lookForSilence, SILENCE_EVERY_MS),
    everySoOften(retainAll, RETAIN_EVERY_MS),
  ];

  /** Never twice at once: the pause begins when the work has ended. */
  function everySoOften(work: () => Promise<void>, pauseMs: number) {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    let running = Promise.resolve();
    const again = () => {
      running = work()
        .catch((error) => log.error({ error: String(error) }, "housekeeping failed, it is tried again"))
        .then(() => {
          if (!stopped) timer = setTimeout(again, pauseMs);
        });
    };
    timer = setTimeout(again, 0);
    return {
      stop() {
        stopped = true;
        clearTimeout(timer);
        return running;
      },
    };
  }

  return {
    async stop() {
      stopping = true;
      await Promise.all(chores.map((chore) => chore.stop()));
      await save();
    },
  };
}
