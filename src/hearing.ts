import type { Logger } from "pino";
import type { BusHandlers } from "./bus/bus";
import type { Factory } from "./factory";
import type { History } from "./history/history";
import type { Live } from "./live/live";
import type { Reading } from "./model/reading";
import type { Tally } from "./path_facts";
import type { Directory } from "./readings/directory";
import type { Inbox } from "./readings/inbox";
import { readingOf } from "./values";

type HearingDeps = {
  live: Live;
  history: Pick<History, "events">;
  directory: Directory;
  inbox: Pick<Inbox, "offer">;
  tally: Tally;
  log: Pick<Logger, "info" | "warn" | "error">;
  now(): number;
  announceSoon(): void;
  /** Undefined until the factory side has started. */
  factory(): Factory | undefined;
  /** Machines were registered or changed on another server. */
  machinesChanged(): void;
};

/** What this server does with what the bus brings. */
export function createHearing(deps: HearingDeps): BusHandlers {
  const { live, history, directory, inbox, tally, log, now, announceSoon, factory } = deps;

  function takeOutside(reading: Reading) {
    factory()?.leaveToReal([reading.machine_id]);
    const offer = inbox.offer([reading]);
    if (offer.kind === "taken")
      offer.kept.catch((error) => log.error({ error: String(error) }, "readings lost"));
    else tally.rejected += 1;
  }

  return {
    event: live.hear,
    value(event) {
      factory()?.hearValue(event);
      live.hearValue(event);
    },
    async foreign(event) {
      if (event.event_type !== "metric_updated") {
        await history.events.takeIn(event);
        return announceSoon();
      }
      const reading = readingOf(event, directory.find);
      if (reading) takeOutside(reading);
    },
    malformed(channel, reason) {
      tally.malformed += 1;
      tally.lastMalformed = `${channel}: ${reason}`;
      log.warn({ channel, reason }, "a message could not be read");
    },
    hint(hint) {
      if (hint.kind === "readings") factory()?.hear(hint);
      else deps.machinesChanged();
    },
    gap: live.resync,
    health(ok) {
      tally.busAwaySince = ok ? null : now();
      log[ok ? "info" : "warn"](ok ? "the event bus is back" : "the event bus is away");
      live.beat();
    },
  };
}
