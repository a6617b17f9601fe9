import type { Logger } from "pino";
import type { StageCounters } from "../live/state/diagnostics";
import type { Store } from "../store/store";
import { type ClockWatchDeps, startClockWatch } from "./clock_watch";
import { LOOK_EVERY_MS, next, WRITES } from "./write_state";

export type WriteWatchDeps = {
  store: Pick<Store, "commits" | "proveWrite"> & ClockWatchDeps["store"];
  stageCounters: Pick<StageCounters, "notRecordingSince" | "clockOffsetMs">;
  live: { beat(): void };
  log: Pick<Logger, "info" | "warn" | "error">;
  now(): number;
};

/**
 * Tells every page when nothing can be stored, and when that is over; and when this server's clock is wrong.
 */
export function startWriteWatch(deps: WriteWatchDeps) {
  const { store, stageCounters, live, log, now } = deps;
  const clockWatch = startClockWatch(deps);
  let state = WRITES;
  let commits = store.commits();
  let probing = false;
  let reason: unknown;

  async function probe() {
    if (probing) return;
    probing = true;
    try {
      await store.proveWrite();
    } catch (error) {
      reason = error;
    }
    probing = false;
  }

  function look() {
    const seen = commits;
    commits = store.commits();
    const step = next(state, commits > seen, now());
    state = step.state;
    stageCounters.notRecordingSince = state.stuckSince;
    if (step.probe) void probe();
    if (!step.changed) return;
    if (state.stuckSince === null) log.info("the database takes writes again");
    else log.error({ err: reason }, "nothing can be stored: the database takes no writes");
    live.beat();
  }

  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return clockWatch.stop();
    },
  };
}
