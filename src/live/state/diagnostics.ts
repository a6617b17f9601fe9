import type { Refusal, Refusals } from "../../ingest/refusals";
import type { LatencyHistogram } from "./latency_histogram";
import { createRefusedMessages, type RefusedMessage, type RefusedMessages } from "./refused_messages";

/** A count since the server's start, and the time of the newest one; null: none yet. */
export type StageCount = { count: number; at: number | null };

/** The state of each stage of the path, for diagnostics. Null is "not known". */
export type StageDiagnostics = {
  /** Taken and rejected: from outside. Judged: also those that are simulated. */
  readings: { taken: StageCount; rejected: StageCount; judged: StageCount; waiting: number };
  /** Readings that were refused and values that were dropped, the newest first, and how many of each reason. */
  refusals: { list: Refusal[]; totals: ReturnType<Refusals["totals"]> };
  events: {
    recorded: StageCount;
    announced: StageCount;
    received: StageCount;
    drawn: StageCount;
    outboxWaiting: number;
    outboxOldestAt: number | null;
  };
  bus: { kind: "local" | "redis"; ok: boolean; awaySince: number | null; awayReason: string | null };
  sockets: number;
  /** Readings that detection failed at: stored, but not judged. */
  unjudged: StageCount;
  lastUnjudged: string | null;
  malformed: StageCount;
  lastMalformed: string | null;
  /** The newest messages that could not be read, the newest first. */
  refusedMessages: readonly RefusedMessage[];
  /**
   * Entries of `andon:in` that could not be recorded at once, and those set aside because they never could
   * be.
   */
  inboundFailed: StageCount;
  lastInboundFailure: string | null;
  deadLettered: StageCount;
  lastDeadLetter: string | null;
  /** Events of other programs that wait for the database, and those that are lost. */
  externalWaiting: number;
  externalLost: StageCount;
  lastExternalLoss: string | null;
  /** Unasked messages from programs. */
  ignored: StageCount;
  /** Minutes of the past that the simulator has filled in, while it does. */
  backfill: { done: number; total: number } | null;
  startedAt: number;
};

/** A count since the start, and the time of the newest one, epoch milliseconds. */
type Count = { readonly count: number; readonly at: number | null; add(count?: number): void };

/** The counters of the stages of the path, for diagnostics. */
export type StageCounters = {
  taken: Count;
  rejected: Count;
  judged: Count;
  /** Readings that detection failed at. */
  unjudged: Count;
  lastUnjudged: string | null;
  announced: Count;
  received: Count;
  malformed: Count;
  lastMalformed: string | null;
  readonly refusedMessages: RefusedMessages;
  /**
   * Entries of `andon:in` that could not be recorded at once, and those set aside because they never could
   * be.
   */
  inboundFailed: Count;
  lastInboundFailure: string | null;
  deadLettered: Count;
  lastDeadLetter: string | null;
  /** Events of other programs that wait for the database, and those that are lost. */
  externalWaiting: number;
  externalLost: Count;
  lastExternalLoss: string | null;
  ignored: Count;
  backfill: { done: number; total: number } | null;
  busAwaySince: number | null;
  /** In the words of Redis or of the system. */
  busAwayReason: string | null;
  /** Since when nothing can be stored. */
  notRecordingSince: number | null;
  readonly startedAt: number;
};

/** @param now epoch milliseconds */
export function createStageCounters(now: () => number): StageCounters {
  return {
    taken: createCount(now),
    rejected: createCount(now),
    judged: createCount(now),
    unjudged: createCount(now),
    lastUnjudged: null,
    announced: createCount(now),
    received: createCount(now),
    malformed: createCount(now),
    lastMalformed: null,
    refusedMessages: createRefusedMessages(),
    inboundFailed: createCount(now),
    lastInboundFailure: null,
    deadLettered: createCount(now),
    lastDeadLetter: null,
    externalWaiting: 0,
    externalLost: createCount(now),
    lastExternalLoss: null,
    ignored: createCount(now),
    backfill: null,
    busAwaySince: null,
    busAwayReason: null,
    notRecordingSince: null,
    startedAt: now(),
  };
}

function createCount(now: () => number): Count {
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

/** Figures that only other rooms know at the moment of asking. */
type Elsewhere = {
  waiting: number;
  refusals: StageDiagnostics["refusals"];
  outbox: { waiting: number; oldest: number | null };
  /** The time of recording of the newest event in the whole log. */
  recordedAt: number | null;
  drawn: ReturnType<LatencyHistogram["all"]>;
  bus: "local" | "redis";
  sockets: number;
};

/** The counters as the diagnostics page shows them. */
export function collectDiagnostics(counters: StageCounters, elsewhere: Elsewhere): StageDiagnostics {
  const { taken, rejected, judged, announced, received, busAwaySince, busAwayReason } = counters;
  const { waiting, refusals, outbox, recordedAt, drawn, bus, sockets } = elsewhere;
  return {
    readings: { taken: copy(taken), rejected: copy(rejected), judged: copy(judged), waiting },
    refusals,
    events: {
      recorded: { count: announced.count + outbox.waiting, at: recordedAt },
      announced: copy(announced),
      received: copy(received),
      drawn,
      outboxWaiting: outbox.waiting,
      outboxOldestAt: outbox.oldest,
    },
    bus: { kind: bus, ok: busAwaySince === null, awaySince: busAwaySince, awayReason: busAwayReason },
    sockets,
    unjudged: copy(counters.unjudged),
    lastUnjudged: counters.lastUnjudged,
    malformed: copy(counters.malformed),
    lastMalformed: counters.lastMalformed,
    refusedMessages: counters.refusedMessages.list(),
    inboundFailed: copy(counters.inboundFailed),
    lastInboundFailure: counters.lastInboundFailure,
    deadLettered: copy(counters.deadLettered),
    lastDeadLetter: counters.lastDeadLetter,
    externalWaiting: counters.externalWaiting,
    externalLost: copy(counters.externalLost),
    lastExternalLoss: counters.lastExternalLoss,
    ignored: copy(counters.ignored),
    backfill: counters.backfill,
    startedAt: counters.startedAt,
  };
}

const copy = ({ count, at }: StageCount): StageCount => ({ count, at });
