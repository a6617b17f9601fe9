import type { StageDiagnostics } from "../../../views/shared/board_data";
import type { LatencyHistogram } from "./latency_histogram";

/** How many since the start, and when the newest came. */
type Count = { readonly count: number; readonly at: number | null; add(count?: number): void };

/** What the stages of the path count as they work, for diagnostics. */
export type StageCounters = {
  taken: Count;
  rejected: Count;
  judged: Count;
  /** Readings that the judge failed at. */
  unjudged: Count;
  lastUnjudged: string | null;
  announced: Count;
  heard: Count;
  malformed: Count;
  lastMalformed: string | null;
  /** Entries of `andon:in` that could not be recorded at once; those set aside because they never could. */
  untaken: Count;
  lastUntaken: string | null;
  refused: Count;
  lastRefused: string | null;
  ignored: Count;
  backfill: { done: number; total: number } | null;
  busAwaySince: number | null;
  readonly startedAt: number;
};

/** @param now epoch milliseconds */
export function createStageCounters(now: () => number): StageCounters {
  return {
    taken: countOf(now),
    rejected: countOf(now),
    judged: countOf(now),
    unjudged: countOf(now),
    lastUnjudged: null,
    announced: countOf(now),
    heard: countOf(now),
    malformed: countOf(now),
    lastMalformed: null,
    untaken: countOf(now),
    lastUntaken: null,
    refused: countOf(now),
    lastRefused: null,
    ignored: countOf(now),
    backfill: null,
    busAwaySince: null,
    startedAt: now(),
  };
}

function countOf(now: () => number): Count {
  let [count, at]: [number, number | null] = [0, null];
  return {
    get count() {
      return count;
    },
    get at() {
      return at;
    },
    add(more = 1) {
      if (more > 0) [count, at] = [count + more, now()];
    },
  };
}

/** What only other rooms know at the moment of asking. */
export type Now = {
  waiting: number;
  outbox: { waiting: number; oldest: number | null };
  /** When the newest event of the whole log was recorded. */
  recordedAt: number | null;
  drawn: ReturnType<LatencyHistogram["all"]>;
  bus: "local" | "redis";
  sockets: number;
};

/** The tally as the diagnostics page shows it. */
export function collectDiagnostics(stageCounters: StageCounters, now: Now): StageDiagnostics {
  return {
    readings: {
      taken: plain(stageCounters.taken),
      rejected: plain(stageCounters.rejected),
      judged: plain(stageCounters.judged),
      waiting: now.waiting,
    },
    events: {
      recorded: { count: stageCounters.announced.count + now.outbox.waiting, at: now.recordedAt },
      announced: plain(stageCounters.announced),
      heard: plain(stageCounters.heard),
      drawn: now.drawn,
      outboxWaiting: now.outbox.waiting,
      outboxOldestAt: now.outbox.oldest,
    },
    bus: { kind: now.bus, ok: stageCounters.busAwaySince === null, awaySince: stageCounters.busAwaySince },
    sockets: now.sockets,
    unjudged: plain(stageCounters.unjudged),
    lastUnjudged: stageCounters.lastUnjudged,
    malformed: plain(stageCounters.malformed),
    lastMalformed: stageCounters.lastMalformed,
    untaken: plain(stageCounters.untaken),
    lastUntaken: stageCounters.lastUntaken,
    refused: plain(stageCounters.refused),
    lastRefused: stageCounters.lastRefused,
    ignored: plain(stageCounters.ignored),
    backfill: stageCounters.backfill,
    startedAt: stageCounters.startedAt,
  };
}

const plain = ({ count, at }: Count) => ({ count, at });
