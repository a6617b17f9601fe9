import type { Logger } from "pino";
import type { PublishedEvents } from "../cluster/published_events";
import type { ScreenPresence } from "../cluster/screen_presence";
import type { MetricUpdated } from "../domain/event";
import type { Judging } from "../judging/judging";
import type { Live } from "../live/live";
import type { StageCounters } from "../live/state/diagnostics";
import type { Store } from "../store/store";
import type { BusHandlers, Taken } from "./bus";

export type EventHandlerDeps = {
  live: Pick<Live, "onEvent" | "onValue" | "resync" | "beat">;
  judging: Pick<Judging, "onAlarmUpdated" | "onValue" | "onPeerMessage">;
  screenPresence: Pick<ScreenPresence, "onPeerMessage">;
  store: { events: Pick<Store["events"], "recordExternal"> };
  recordValue(event: MetricUpdated): Promise<Taken> | Taken;
  publishedEvents: Pick<PublishedEvents, "takesIn" | "take" | "onAnnounced">;
  malformed: BusHandlers["malformed"];
  /** Machines or their limits were changed on another server. */
  onMachinesChanged(): void;
  stageCounters: StageCounters;
  log: Pick<Logger, "info" | "warn">;
  now(): number;
};

/** This server's answer to everything that the bus brings. */
export function createEventHandlers(deps: EventHandlerDeps): BusHandlers {
  const { live, judging, publishedEvents, stageCounters, log, now } = deps;
  return {
    takesIn: publishedEvents.takesIn,
    event(event) {
      stageCounters.received.add();
      publishedEvents.onAnnounced(event);
      if (event.event_type === "anomaly_updated") judging.onAlarmUpdated(event);
      live.onEvent(event);
    },
    value(event) {
      judging.onValue(event);
      live.onValue(event);
    },
    external: async (event) =>
      event.event_type === "metric_updated"
        ? deps.recordValue(event)
        : deps.store.events.recordExternal(event),
    published: publishedEvents.take,
    malformed: deps.malformed,
    inboundFailed(count, reason) {
      stageCounters.inboundFailed.add(count);
      stageCounters.lastInboundFailure = reason;
    },
    deadLetter({ id, reason }) {
      stageCounters.deadLettered.add();
      stageCounters.lastDeadLetter = `${id}: ${reason}`;
    },
    peerMessage(message) {
      if (message.kind === "machines") deps.onMachinesChanged();
      else if (message.kind === "screens" || message.kind === "find")
        deps.screenPresence.onPeerMessage(message);
      else judging.onPeerMessage(message);
    },
    gap: live.resync,
    health(ok, reason) {
      stageCounters.busAwaySince = ok ? null : (stageCounters.busAwaySince ?? now());
      stageCounters.busAwayReason = ok ? null : reason;
      log[ok ? "info" : "warn"](ok ? "the event bus is back" : "the event bus is away");
      live.beat();
    },
  };
}

/** Counts and logs messages that cannot be read, and keeps the newest for the diagnostics page. */
export function countMalformed({
  stageCounters,
  log,
  now,
}: Pick<EventHandlerDeps, "stageCounters" | "log" | "now">) {
  return (channel: string, reason: string, sent: string) => {
    stageCounters.malformed.add();
    stageCounters.lastMalformed = `${channel}: ${reason}`;
    stageCounters.refusedMessages.add({ at: now(), channel, reason, example: sent });
    log.warn({ channel, reason }, "a message could not be read");
  };
}
