import type { Logger } from "pino";
import type { Live } from "../live/live";
import type { StageCounters } from "../live/state/diagnostics";
import type { Kept } from "./failover_buffer";
import type { InboundLease } from "./inbound_lease";

/** A database that has failed counts as away for so long. */
const AWAY_FOR_MS = 1_000;

export type UnrecordedDeps = {
  lease: Pick<InboundLease, "intake">;
  live: Pick<Live, "drawUnrecorded">;
  stageCounters: Pick<StageCounters, "externalLost" | "lastExternalLoss">;
  log: Pick<Logger, "info" | "warn" | "error">;
};

/** Word of events that cannot be recorded: on screens, in the log, and by the counters. */
export type Unrecorded = {
  /** Draws it on this server's screens, marked, unless that was done or it is recorded. */
  show(kept: Kept): void;
  lose(count: number, reason: string): void;
  onFailure(error: unknown, events: readonly Kept[]): void;
  onRecorded(events: number): void;
  /** Whether the database has just failed. */
  isAway(): boolean;
};

export function createUnrecorded({ lease, live, stageCounters, log }: UnrecordedDeps): Unrecorded {
  let failedAt: number | null = null;

  function show(kept: Kept) {
    if (kept.isShown || kept.isRecorded) return;
    kept.isShown = true;
    live.drawUnrecorded({ ...kept.event, event_id: kept.event.event_id ?? kept.id }, kept.hash);
  }

  return {
    show,
    lose(count, reason) {
      if (count === 0) return;
      stageCounters.externalLost.add(count);
      stageCounters.lastExternalLoss = reason;
      log.error({ count, reason }, "events of other programs are lost");
    },
    onFailure(err, events) {
      if (failedAt === null)
        log.warn({ err }, "events of other programs cannot be recorded now: they are kept");
      failedAt = performance.now();
      if (lease.intake() !== "other") events.forEach(show);
    },
    onRecorded(events) {
      if (failedAt !== null) log.info({ events }, "the events of other programs that were kept are recorded");
      failedAt = null;
    },
    isAway: () => failedAt !== null && performance.now() - failedAt < AWAY_FOR_MS,
  };
}
