import type { PathFacts } from "../../views/board_data";

/** What the stages of the path count as they work, for diagnostics. */
export type Tally = {
  taken: number;
  rejected: number;
  announced: number;
  malformed: number;
  lastMalformed: string | null;
  ignored: number;
  backfill: { done: number; total: number } | null;
  busAwaySince: number | null;
  readonly startedAt: number;
};

export function createTally(now: number): Tally {
  return {
    taken: 0,
    rejected: 0,
    announced: 0,
    malformed: 0,
    lastMalformed: null,
    ignored: 0,
    backfill: null,
    busAwaySince: null,
    startedAt: now,
  };
}

/** What only other rooms know at the moment of asking. */
export type Now = {
  waiting: number;
  outbox: { waiting: number; oldest: number | null };
  bus: "local" | "redis";
  sockets: number;
};

/** The tally as the diagnostics page shows it. */
export function pathFacts(tally: Tally, now: Now): PathFacts {
  return {
    readings: { taken: tally.taken, rejected: tally.rejected, waiting: now.waiting },
    events: {
      recorded: tally.announced + now.outbox.waiting,
      announced: tally.announced,
      outboxWaiting: now.outbox.waiting,
      outboxOldestAt: now.outbox.oldest,
    },
    bus: { kind: now.bus, ok: tally.busAwaySince === null, awaySince: tally.busAwaySince },
    sockets: now.sockets,
    malformed: tally.malformed,
    lastMalformed: tally.lastMalformed,
    backfill: tally.backfill,
    startedAt: tally.startedAt,
  };
}
