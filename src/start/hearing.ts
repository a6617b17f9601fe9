import type { Logger } from "pino";
import type { BusHandlers } from "../bus/bus";
import { Busy } from "../bus/untaken";
import type { Factory } from "./factory";
import type { History } from "../history/history";
import type { Live } from "../live/live";
import { CHANNELS, type MetricUpdated } from "../model/event";
import type { Tally } from "./path_facts";
import type { Directory } from "../readings/directory";
import type { Inbox } from "../readings/inbox";
import type { Telling } from "./tell_screens";
import { createUnclaimed } from "./unclaimed";
import { readingOf } from "./values";

type HearingDeps = {
  live: Live;
  telling: Pick<Telling, "hear">;
  history: Pick<History, "events">;
  directory: Directory;
  inbox: Pick<Inbox, "offer">;
  tally: Tally;
  log: Pick<Logger, "info" | "warn" | "error">;
  now(): number;
  announceSoon(): void;
  /** Undefined until the factory side has started. */
  factory(): Factory | undefined;
  /** Machines were registered or changed on another server, or what they are held to. */
  machinesChanged(): void;
};

/** What this server does with what the bus brings. */
export function createHearing(deps: HearingDeps) {
  const { live, history, directory, inbox, tally, log, now, announceSoon, factory } = deps;

  /** Resolves when the value is on disk, so that what came by `andon:in` is asked for again until then. */
  function takeValue(event: MetricUpdated): Promise<void> | "unread" {
    const reading = readingOf(event, { machine: directory.find, now: now() });
    if (typeof reading === "string") return refuse(CHANNELS.metric_updated, reading);
    factory()?.leaveToReal([reading.machine_id]);
    const offer = inbox.offer([reading]);
    if (offer.kind === "taken") return offer.kept;
    tally.rejected.add();
    return Promise.reject(new Busy("The inbox is full: values come in faster than they can be kept"));
  }

  function refuse(channel: string, reason: string): "unread" {
    tally.malformed.add();
    tally.lastMalformed = `${channel}: ${reason}`;
    log.warn({ channel, reason }, "a message could not be read");
    return "unread";
  }

  const unclaimed = createUnclaimed({ events: history.events, takeValue, now });

  const handlers: BusHandlers = {
    event(event) {
      tally.heard.add();
      if (event.event_type === "anomaly_updated") factory()?.hearAlarm(event);
      live.hear(event);
    },
    value(event) {
      factory()?.hearValue(event);
      live.hearValue(event);
    },
    async foreign(event) {
      if (event.event_type !== "metric_updated") {
        await history.events.takeIn(event);
        return announceSoon();
      }
      return takeValue(event);
    },
    unclaimed: unclaimed.hear,
    malformed: refuse,
    untaken(count, reason) {
      tally.untaken.add(count);
      tally.lastUntaken = reason;
    },
    refused({ id, reason }) {
      tally.refused.add();
      tally.lastRefused = `${id}: ${reason}`;
    },
    hint(hint) {
      if (hint.kind === "machines") deps.machinesChanged();
      else if (hint.kind === "screens" || hint.kind === "find") deps.telling.hear(hint);
      else factory()?.hear(hint);
    },
    gap: live.resync,
    health(ok) {
      tally.busAwaySince = ok ? null : now();
      log[ok ? "info" : "warn"](ok ? "the event bus is back" : "the event bus is away");
      live.beat();
    },
  };

  /** Takes in what the holder before this one heard and could not record. */
  async function claim() {
    try {
      await unclaimed.claim();
      announceSoon();
    } catch (error) {
      log.error({ error: String(error) }, "what was heard without a holder is lost");
    }
  }

  return { handlers, claim };
}
