import { every } from "../async/every";
import type { AnnouncedEvent, FactoryEvent, MetricUpdated } from "../domain/event";
import type { StageCounters } from "../live/state/diagnostics";
import type { Store } from "../store/store";
import { createFailoverBuffer, type FailoverBuffer, type Kept } from "./failover_buffer";
import type { InboundLease } from "./inbound_lease";
import { createReplay, type Replay } from "./replay";
import { createUnrecorded, type Unrecorded, type UnrecordedDeps } from "./unrecorded";

/** Longer than any time without a holder: its lease, the next server's question, and its beginning. */
const KEEP_MS = 20_000;
const LOOK_EVERY_MS = 500;
/** A database that does not answer for so long counts as away. */
const LATE_MS = 1_000;
/** For what the holder has not recorded in this time the lease is claimed: it may not have heard it. */
const HOLDER_RECORDS_WITHIN_MS = 5_000;
const STOPS_WITHIN_MS = 1_000;

type PublishedEventsDeps = UnrecordedDeps & {
  lease: InboundLease;
  store: { events: Pick<Store["events"], "recordExternal" | "recordMissed" | "sentHash"> };
  recordValue(event: MetricUpdated): unknown;
  /** The age of the last proof that what is published arrives, milliseconds. */
  canary(): number;
  stageCounters: Pick<StageCounters, "externalWaiting">;
  now(): number;
  newId(): string;
  lookEveryMs?: number;
  holderRecordsWithinMs?: number;
};

/** The events that other programs publish: pub/sub brings each once, to every server. */
export type PublishedEvents = {
  /** Whether this server takes in for all. */
  takesIn(): boolean;
  take(event: FactoryEvent): void;
  /** A server has recorded and announced an event. */
  onAnnounced(event: AnnouncedEvent): void;
  /** Gives the lease up. What could not be recorded until now is lost, which is said. */
  stop(): Promise<void>;
};

/**
 * The holder of the inbound lease records them; the others keep those of the last seconds, for it may die.
 * While nobody can record them every server draws them, marked as unrecorded, and keeps them until one can.
 */
export function createPublishedEvents(deps: PublishedEventsDeps): PublishedEvents {
  const { lease, store, now, log, lookEveryMs = LOOK_EVERY_MS } = deps;
  const unrecorded = createUnrecorded(deps);
  const buffer = createFailoverBuffer((count) => unrecorded.lose(count, "too many wait for the database"));
  const replay = createReplay({ ...deps, ...unrecorded, buffer });
  const recording = createRecording(deps, { unrecorded, buffer, replay });
  const onTrouble = (err: unknown) => log.error({ err }, "kept events could not be looked at");
  const looking = every({ pauseMs: lookEveryMs, onTrouble }, lookAfter(deps, { unrecorded, buffer, replay }));
  const takesIn = () => lease.intake() === "this";

  return {
    takesIn,
    take(event) {
      if (event.event_type === "metric_updated")
        return takesIn() ? void recording.value(event) : buffer.addValue({ event, at: now() });
      const hash = store.events.sentHash(event);
      const [at, publishedAfter] = [now(), now() - deps.canary()];
      const kept = { event, hash, id: deps.newId(), at, publishedAfter, isRecorded: false, isShown: false };
      if (takesIn()) return recording.event(kept);
      buffer.add(kept);
      if (lease.intake() === "nobody" && unrecorded.isAway()) unrecorded.show(kept);
    },
    onAnnounced({ sent_hash }) {
      if (typeof sent_hash === "string") buffer.recorded(sent_hash);
    },
    async stop() {
      await looking.stop();
      const waiting = () => (lease.intake() === "other" ? 0 : buffer.waiting() + replay.waiting());
      const late = new Promise((resolve) => setTimeout(resolve, STOPS_WITHIN_MS));
      if (waiting() > 0) await Promise.race([replay.run(), late]);
      unrecorded.lose(waiting(), "the server was stopped before they could be recorded");
      await lease.stop();
    },
  };
}

type Parts = { unrecorded: Unrecorded; buffer: FailoverBuffer; replay: Replay };

/** Takes in for all, or keeps what the database does not take. */
function createRecording(
  { store, recordValue, now }: PublishedEventsDeps,
  { unrecorded, buffer, replay }: Parts,
) {
  async function record(kept: Kept) {
    const late = setTimeout(unrecorded.show, LATE_MS, kept);
    buffer.hold(kept);
    try {
      await store.events.recordExternal(kept.event, kept.id);
      buffer.letGo(kept);
    } catch (err) {
      buffer.add(kept);
      unrecorded.onFailure(err, [kept]);
    }
    clearTimeout(late);
  }

  return {
    /** Behind those that are kept: a change must not overtake its alarm. */
    event(kept: Kept) {
      const isFree = !replay.isRunning() && buffer.events().length === 0;
      if (isFree && !unrecorded.isAway()) return void record(kept);
      buffer.add(kept);
      if (unrecorded.isAway()) unrecorded.show(kept);
      else void replay.run();
    },
    async value(event: MetricUpdated) {
      const at = now();
      try {
        await recordValue(event);
      } catch {
        buffer.addValue({ event, at });
      }
    },
  };
}

/**
 * Sees to what is kept: shown while nobody can record it, recorded when this server can, forgotten when
 * another has.
 */
function lookAfter(
  { lease, stageCounters, now, holderRecordsWithinMs = HOLDER_RECORDS_WITHIN_MS }: PublishedEventsDeps,
  { unrecorded, buffer, replay }: Parts,
): () => void {
  let otherSince: number | null = null;

  /** The holder has had its time, and may not have heard what this server has kept. */
  function isLeftBehind() {
    const isOver = otherSince !== null && performance.now() - otherSince > holderRecordsWithinMs;
    const lateAt = now() - holderRecordsWithinMs;
    return isOver && buffer.events().some(({ at, isRecorded }) => !isRecorded && at < lateAt);
  }

  return () => {
    const intake = lease.intake();
    otherSince = intake === "other" ? (otherSince ?? performance.now()) : null;
    const lateAt = now() - LATE_MS;
    if (intake === "other") buffer.forgetBefore(now() - KEEP_MS);
    else buffer.events().forEach((kept) => kept.at < lateAt && unrecorded.show(kept));
    if (isLeftBehind()) lease.claim();
    if (intake === "this" && buffer.waiting() > 0 && !replay.isRunning()) void replay.run();
    stageCounters.externalWaiting = intake === "other" ? 0 : buffer.waiting() + replay.waiting();
  };
}
