import type { Bus } from "../bus/bus";
import { createEventHandlers, type EventHandlerDeps } from "../bus/on_event";
import { startOutboxPoller } from "../bus/outbox_poller";
import { createOutboxRelay } from "../bus/outbox_relay";
import { watchSetBack } from "../jobs/set_back";
import { type Judged, loadPlantState, reloadPlantState } from "../live/state/load_plant_state";
import type { ClusterRoom } from "./cluster";
import type { CorePart } from "./core";
import type { LiveRoom } from "./live";

/**
 * Subscribes to the bus now that everything behind it is there, and announces recorded events from here on.
 */
export async function connectBus(
  core: CorePart,
  bus: Bus,
  { live, plantState }: Pick<LiveRoom, "live" | "plantState">,
  judging: EventHandlerDeps["judging"] & Judged,
  cluster: ClusterRoom,
) {
  const { store, stageCounters, machineRegistry, log, now } = core;
  const { events } = store;
  await bus.subscribe(createEventHandlers({ ...core, ...cluster, live, judging }));
  // After the subscription: an alarm announced meanwhile is then in the state by the one way or the other.
  await loadPlantState(plantState, store, machineRegistry.all(), now(), judging);
  watchSetBack({ ...core, bus, reload: (all) => reloadPlantState(plantState, store, all, now(), judging) });
  const outboxRelay = createOutboxRelay({
    ...events,
    announce: bus.announce,
    onAnnounced: (announced) => stageCounters.announced.add(announced.length),
    onFailed: (err) => log.warn({ err }, "events wait for the bus"),
  });
  events.onRecorded(outboxRelay.wake);
  const [isAway, draw] = [() => stageCounters.busAwaySince !== null, live.drawUnannounced];
  const outboxPoller = startOutboxPoller({ events, latest: bus.latest, isAway, draw, log });
  return { outboxRelay, outboxPoller };
}
