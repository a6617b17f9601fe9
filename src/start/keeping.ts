import type { Logger } from "pino";
import type { Config } from "../config";
import type { History } from "../history/history";
import type { Counters } from "../live/counters";
import { today } from "./today";

const ROLL_EVERY_MS = 2_000;
const ROLL_SLICE_MINUTES = 500;
const TODAY_EVERY_MS = 15_000;
const SAVE_EVERY_MS = 30_000;
const SILENCE_EVERY_MS = 2_000;
const RETAIN_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

type KeepingDeps = {
  history: History;
  /** Keeps what detectors remember. */
  save(): Promise<void>;
  /** Raises an alarm on machines that have fallen silent. */
  lookForSilence(): Promise<void>;
  /** Whether this server does what must happen once. */
  isHolder(): boolean;
  counters: Pick<Counters, "setToday">;
  config: Config;
  now(): number;
  log: Pick<Logger, "error">;
};

/** The housekeeping that goes on beside the path: roll-ups, the day's figures, detector states, retention. */
export function startKeeping({
  history,
  save,
  lookForSilence,
  isHolder,
  counters,
  config,
  now,
  log,
}: KeepingDeps) {
  const { retain, plant, tariff } = config;
  let stopping = false;

  async function rollUp() {
    while (!stopping && isHolder() && (await history.roll(ROLL_SLICE_MINUTES)) > 0);
  }

  async function setToday() {
    counters.setToday(await today(now(), plant.timezone, tariff, history.readings.energy));
  }

  async function retainAll() {
    const readingsBefore = now() - retain.readingsDays * DAY_MS;
    const eventsBefore = now() - retain.eventsDays * DAY_MS;
    while (!stopping && isHolder() && (await history.retain({ readingsBefore, eventsBefore })) > 0);
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
