import type { Logger } from "pino";
import type { BusHandlers } from "./bus";
import { RetryLater } from "./redis/dead_letters";
import type { Judging } from "../judging/judging";
import type { Store } from "../store/store";
import type { Live } from "../live/live";
import { CHANNELS, type MetricUpdated } from "../domain/event";
import type { StageCounters } from "../live/state/diagnostics";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { IngestQueue } from "../ingest/queue";
import type { ScreenPresence } from "../cluster/screen_presence";
import { createFailoverBuffer } from "../cluster/failover_buffer";
import { readingOf } from "../ingest/reading_from_event";

type EventHandlerDeps = {
  live: Live;
  screenPresence: Pick<ScreenPresence, "hear">;
  store: Pick<Store, "events">;
  machineRegistry: MachineRegistry;
  ingestQueue: Pick<IngestQueue, "enqueue">;
  stageCounters: StageCounters;
  log: Pick<Logger, "info" | "warn" | "error">;
  now(): number;
  announceSoon(): void;
  /** Undefined until the factory side has started. */
  judging(): Judging | undefined;
  /** Machines were registered or changed on another server, or what they are held to. */
  machinesChanged(): void;
};

/** What this server does with what the bus brings. */
export function createEventHandlers(deps: EventHandlerDeps) {
  const { live, store, machineRegistry, ingestQueue, stageCounters, log, now, announceSoon, judging } = deps;

  /** Resolves when the value is on disk, so that what came by `andon:in` is asked for again until then. */
  function takeValue(event: MetricUpdated): Promise<void> | "unread" {
    const reading = readingOf(event, { machine: machineRegistry.find, now: now() });
    if (typeof reading === "string") return refuse(CHANNELS.metric_updated, reading);
    judging()?.leaveToReal([reading.machine_id]);
    const enqueue = ingestQueue.enqueue([reading]);
    if (enqueue.kind === "taken") return enqueue.kept;
    stageCounters.rejected.add();
    return Promise.reject(new RetryLater("The inbox is full: values come in faster than they can be kept"));
  }

  function refuse(channel: string, reason: string): "unread" {
    stageCounters.malformed.add();
    stageCounters.lastMalformed = `${channel}: ${reason}`;
    log.warn({ channel, reason }, "a message could not be read");
    return "unread";
  }

  const failoverBuffer = createFailoverBuffer({ events: store.events, takeValue, now });

  const handlers: BusHandlers = {
    event(event) {
      stageCounters.heard.add();
      if (event.event_type === "anomaly_updated") judging()?.hearAlarm(event);
      live.onEvent(event);
    },
    value(event) {
      judging()?.hearValue(event);
      live.onValue(event);
    },
    async foreign(event) {
      if (event.event_type !== "metric_updated") {
        await store.events.recordExternal(event);
        return announceSoon();
      }
      return takeValue(event);
    },
    failoverBuffer: failoverBuffer.hear,
    malformed: refuse,
    untaken(count, reason) {
      stageCounters.untaken.add(count);
      stageCounters.lastUntaken = reason;
    },
    refused({ id, reason }) {
      stageCounters.refused.add();
      stageCounters.lastRefused = `${id}: ${reason}`;
    },
    hint(hint) {
      if (hint.kind === "machines") deps.machinesChanged();
      else if (hint.kind === "screens" || hint.kind === "find") deps.screenPresence.hear(hint);
      else judging()?.hear(hint);
    },
    gap: live.resync,
    health(ok) {
      stageCounters.busAwaySince = ok ? null : now();
      log[ok ? "info" : "warn"](ok ? "the event bus is back" : "the event bus is away");
      live.beat();
    },
  };

  /** Takes in what the holder before this one heard and could not record. */
  async function claim() {
    try {
      await failoverBuffer.claim();
      announceSoon();
    } catch (error) {
      log.error({ error: String(error) }, "what was heard without a holder is lost");
    }
  }

  return { handlers, claim };
}
