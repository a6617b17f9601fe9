import type { PathFacts } from "../../views/board_data";
import type { Hour } from "../live/hour";

/** How many since the start, and when the newest came. */
type Count = { readonly count: number; readonly at: number | null; add(count?: number): void };

/** What the stages of the path count as they work, for diagnostics. */
export type Tally = {
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
export function createTally(now: () => number): Tally {
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
  drawn: ReturnType<Hour["all"]>;
  bus: "local" | "redis";
  sockets: number;
};

/** The tally as the diagnostics page shows it. */
export function pathFacts(tally: Tally, now: Now): PathFacts {
  return {
    readings: {
      taken: plain(tally.taken),
      rejected: plain(tally.rejected),
      judged: plain(tally.judged),
      waiting: now.waiting,
    },
    events: {
      recorded: { count: tally.announced.count + now.outbox.waiting, at: now.recordedAt },
      announced: plain(tally.announced),
      heard: plain(tally.heard),
      drawn: now.drawn,
      outboxWaiting: now.outbox.waiting,
      outboxOldestAt: now.outbox.oldest,
    },
    bus: { kind: now.bus, ok: tally.busAwaySince === null, awaySince: tally.busAwaySince },
    sockets: now.sockets,
    unjudged: plain(tally.unjudged),
    lastUnjudged: tally.lastUnjudged,
    malformed: plain(tally.malformed),
    lastMalformed: tally.lastMalformed,
    untaken: plain(tally.untaken),
    lastUntaken: tally.lastUntaken,
    refused: plain(tally.refused),
    lastRefused: tally.lastRefused,
    ignored: plain(tally.ignored),
    backfill: tally.backfill,
    startedAt: tally.startedAt,
  };
}

const plain = ({ count, at }: Count) => ({ count, at });
