import type { Logger } from "pino";
import { every } from "../async/every";
import type { AnnouncedEvent, FactoryEvent, MetricUpdated } from "../domain/event";
import type { Live } from "../live/live";
import type { StageCounters } from "../live/state/diagnostics";
import type { Store } from "../store/store";
import { createFailoverBuffer, type Kept } from "./failover_buffer";
import type { InboundLease } from "./inbound_lease";
import { createReplay } from "./replay";

/** Longer than any time without a holder: its lease, the next server's question, and its beginning. */
const KEEP_MS = 20_000;
const LOOK_EVERY_MS = 500;
/** A database that does not answer for so long counts as away, and one that has failed does for so long. */
const LATE_MS = 1_000;
/** Shown events that the holder has not recorded for so long are recorded by this server. */
const HOLDER_RECORDS_WITHIN_MS = 5_000;
const STOPS_WITHIN_MS = 1_000;

type PublishedEventsDeps = {
  lease: InboundLease;
  store: { events: Pick<Store["events"], "recordExternal" | "recordMissed" | "sentHash"> };
  recordValue(event: MetricUpdated): unknown;
  live: Pick<Live, "drawUnrecorded">;
  stageCounters: Pick<StageCounters, "externalWaiting" | "externalLost" | "lastExternalLoss">;
  log: Pick<Logger, "info" | "warn" | "error">;
  now(): number;
  newId(): string;
  lookEveryMs?: number;
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
 * The holder of the inbound lease records them; the others keep those of the last seconds, for it may die. While nobody
 * can record them every server draws them, marked as unrecorded, and keeps them until one can.
 */
export function createPublishedEvents(deps: PublishedEventsDeps): PublishedEvents {
  const { lease, store, stageCounters, log, now, lookEveryMs = LOOK_EVERY_MS } = deps;
  const buffer = createFailoverBuffer((count) => lose(count, "too many wait for the database"));
  const replay = createReplay({ ...deps, buffer, lose, onFailure, onRecorded });
  let failedAt: number | null = null;
  let otherSince: number | null = null;

  const takesIn = () => lease.intake() === "this";
  const isWithin = (ms: number, since: number | null) => since !== null && performance.now() - since < ms;

  function lose(count: number, reason: string) {
    if (count === 0) return;
    stageCounters.externalLost.add(count);
    stageCounters.lastExternalLoss = reason;
    log.error({ count, reason }, "events of other programs are lost");
  }

  function onFailure(err: unknown, events: readonly Kept[]) {
    if (failedAt === null)
      log.warn({ err }, "events of other programs cannot be recorded now: they are kept");
    failedAt = performance.now();
    if (lease.intake() !== "other") events.forEach(show);
  }

  function onRecorded(events: number) {
    if (failedAt !== null) log.info({ events }, "the events of other programs that were kept are recorded");
    failedAt = null;
  }

  function show(kept: Kept) {
    if (kept.isShown || kept.isRecorded) return;
    kept.isShown = true;
    deps.live.drawUnrecorded({ ...kept.event, event_id: kept.event.event_id ?? kept.id }, kept.hash);
  }

  async function record(kept: Kept) {
    const late = setTimeout(show, LATE_MS, kept);
    try {
      await store.events.recordExternal(kept.event, kept.id);
    } catch (err) {
      buffer.add(kept);
      onFailure(err, [kept]);
    }
    clearTimeout(late);
  }

  async function recordValue(event: MetricUpdated) {
    const at = now();
    try {
      await deps.recordValue(event);
    } catch {
      buffer.addValue({ event, at });
    }
  }

  /** Behind those that are kept: a change must not overtake its alarm. */
  function takeIn(kept: Kept) {
    const isAway = isWithin(LATE_MS, failedAt);
    if (!isAway && !replay.isRunning() && buffer.events().length === 0) return void record(kept);
    buffer.add(kept);
    if (isAway) show(kept);
    else void replay.run();
  }

  function look() {
    const intake = lease.intake();
    if (intake !== "other") otherSince = null;
    else otherSince ??= performance.now();
    const [from, isLate] = [now() - LATE_MS, ({ at }: Kept) => at < from];
    if (intake !== "other") buffer.events().filter(isLate).forEach(show);
    else buffer.forgetBefore(now() - KEEP_MS);
    // Another server may not have heard what this one has shown.
    const isLeft = ({ isShown, isRecorded }: Kept) => isShown && !isRecorded;
    const isForgotten = otherSince !== null && !isWithin(HOLDER_RECORDS_WITHIN_MS, otherSince);
    const isDue = intake === "this" ? buffer.waiting() > 0 : isForgotten && buffer.events().some(isLeft);
    if (isDue && !replay.isRunning()) void replay.run();
    stageCounters.externalWaiting = intake === "other" ? 0 : buffer.waiting() + replay.waiting();
  }

  const onTrouble = (err: unknown) => log.error({ err }, "kept events could not be looked at");
  const looking = every({ pauseMs: lookEveryMs, onTrouble }, look);

  return {
    takesIn,
    take(event) {
      if (event.event_type === "metric_updated")
        return takesIn() ? void recordValue(event) : buffer.addValue({ event, at: now() });
      const hash = store.events.sentHash(event);
      const kept = { event, hash, id: deps.newId(), at: now(), isRecorded: false, isShown: false };
      if (takesIn()) return takeIn(kept);
      buffer.add(kept);
      if (lease.intake() === "nobody" && isWithin(LATE_MS, failedAt)) show(kept);
    },
    onAnnounced({ sent_hash }) {
      if (typeof sent_hash === "string") buffer.recorded(sent_hash);
    },
    async stop() {
      await looking.stop();
      const isOthers = lease.intake() === "other";
      const late = new Promise((resolve) => setTimeout(resolve, STOPS_WITHIN_MS));
      if (!isOthers && buffer.waiting() > 0) await Promise.race([replay.run(), late]);
      if (!isOthers)
        lose(buffer.waiting() + replay.waiting(), "the server was stopped before they could be recorded");
      await lease.stop();
    },
  };
}
