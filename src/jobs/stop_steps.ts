import type { Bus } from "../bus/bus";
import type { OutboxRelay } from "../bus/outbox_relay";
import type { StopStep } from "./shutdown";
import type { Store } from "../store/store";

/** How long events that still wait may take to be announced: a bus that is away keeps nobody waiting. */
const ANNOUNCE_WITHIN_MS = 1_000;

type Stops = { stop(): unknown };
type Running = Record<
  | "judging"
  | "training"
  | "energyAlarms"
  | "values"
  | "screenPresence"
  | "publishedEvents"
  | "outboxPoller"
  | "live"
  | "players"
  | "housekeeping"
  | "writeWatch",
  Stops
> & {
  machineSync: Stops | undefined;
  outboxRelay: Pick<OutboxRelay, "idle" | "stop">;
  server: { close(): unknown };
  bus: Pick<Bus, "close">;
  store: Pick<Store, "close">;
};

/**
 * First the sources of events, then the way to the screens, then the screens, and last what all of them stand
 * on.
 */
export function stopSteps(running: Running): StopStep[] {
  const { outboxRelay, machineSync, server, bus, store } = running;
  return [
    ["write watch", running.writeWatch.stop],
    ["machine sync", () => machineSync?.stop()],
    ["published events", running.publishedEvents.stop],
    ["judging", running.judging.stop],
    ["training", running.training.stop],
    ["energy alarms", running.energyAlarms.stop],
    // Events that still wait after this are announced after the next start.
    ["announcing", () => outboxRelay.idle(ANNOUNCE_WITHIN_MS)],
    ["values", running.values.stop],
    ["screen presence", running.screenPresence.stop],
    ["server", server.close],
    ["outbox poller", running.outboxPoller.stop],
    ["live", running.live.stop],
    ["players", running.players.stop],
    ["outbox relay", outboxRelay.stop],
    ["housekeeping", running.housekeeping.stop],
    ["bus", bus.close],
    ["store", store.close],
  ];
}
