import type { Logger } from "pino";
import { every } from "../async/every";
import type { StageCounters } from "../live/state/diagnostics";
import type { Store } from "../store/store";

const LOOK_EVERY_MS = 30_000;
/** Less than any sender or screen would notice. */
const OFF_AFTER_MS = 60_000;

export type ClockWatchDeps = {
  store: Pick<Store, "clockOffset">;
  stageCounters: Pick<StageCounters, "clockOffsetMs">;
  live: { beat(): void };
  log: Pick<Logger, "info" | "warn">;
};

/** Tells every page when this server's clock is wrong: what it stamps then seems old, or yet to come. */
export function startClockWatch({ store, stageCounters, live, log }: ClockWatchDeps) {
  async function look() {
    const offset = await store.clockOffset();
    const wasOff = stageCounters.clockOffsetMs !== null;
    const isOff = Math.abs(offset) > OFF_AFTER_MS;
    stageCounters.clockOffsetMs = isOff ? offset : null;
    if (isOff === wasOff) return;
    if (isOff) log.warn({ offset_seconds: Math.round(offset / 1000) }, "this server's clock is wrong");
    else log.info("this server's clock is right again");
    live.beat();
  }

  // A database that is away is said elsewhere.
  return every({ pauseMs: LOOK_EVERY_MS, firstAfterMs: 0, onTrouble() {} }, look);
}
