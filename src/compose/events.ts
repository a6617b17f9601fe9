import type { Bus } from "../bus/bus";
import { createOutboxRelay } from "../bus/outbox_relay";
import { createLocalBus } from "../bus/local";
import { createValueTicker } from "../bus/value_ticker";
import type { Store } from "../store/store";
import { createQueue } from "../async/queue";
import { createLive, type Live } from "../live/live";
import { createPlayers } from "../live/replay/players";
import { PAST_ROWS } from "../../views/history/history";
import type { Cursor } from "../domain/cursor";
import { recordedAt } from "../domain/event";
import type { Base } from "./base";
import { startOutboxPoller } from "../bus/outbox_poller";
import type { Judging } from "../judging/judging";
import { loadPlantState } from "../live/state/load_plant_state";
import { createEventHandlers } from "../bus/on_event";
import { startMachineSync } from "../cluster/machine_sync";
import { collectDiagnostics } from "../live/state/diagnostics";
import { shareScreens } from "../cluster/screen_presence";

/** The way of an event: from the outbox by the bus to every screen. */
export type Events = Awaited<ReturnType<typeof startEvents>>;

/** What the way of an event stands on: nothing here names a runtime. */
export type EventsBase = Pick<
  Base,
  | "store"
  | "machineRegistry"
  | "limits"
  | "plantState"
  | "kpis"
  | "latencies"
  | "screens"
  | "stageCounters"
  | "ingestQueue"
  | "now"
> & {
  config: Pick<Base["config"], "redisUrl" | "plant">;
  assets: Pick<Base["assets"], "build">;
  server: Pick<Base["server"], "publish">;
  log: Pick<Base["log"], "info" | "warn" | "error">;
};

/** Connects the bus, and lets screens hear what it brings. @param factory undefined until the factory side has started */
export async function startEvents(base: EventsBase, judging: () => Judging | undefined) {
  const { config, store, machineRegistry, limits, plantState, stageCounters, ingestQueue, log, now } = base;
  const warn = (what: string) => (error: unknown) => log.warn({ error: String(error) }, what);
  const bus = await openBus(base, () => judging()?.isLeader() ?? false);
  const outboxRelay = createOutboxRelay({
    pending: store.events.pending,
    announce: bus.announce,
    announced: store.events.announced,
    onAnnounced: (marks) => stageCounters.announced.add(marks.length),
    onFailed: warn("events wait for the bus"),
  });
  const values = createValueTicker({ announceValues: bus.announceValues });
  const facts = async () => {
    const [outbox, [newest]] = await Promise.all([store.events.outbox(), store.events.list({ limit: 1 })]);
    return collectDiagnostics(stageCounters, {
      waiting: ingestQueue.depth(),
      outbox,
      recordedAt: newest ? recordedAt(newest) : null,
      drawn: base.latencies.drawn.all(),
      bus: bus.kind,
      sockets: live.audiences.count(),
    });
  };
  const live = createScreens(base, bus, facts);
  const past = { ...store.playback, opened: store.alarms.list };
  const players = createPlayers({
    past,
    machines: machineRegistry.all,
    fill: PAST_ROWS,
    timezone: config.plant.timezone,
    now,
    publish: base.server.publish,
    inTurn: createQueue(),
    onTrouble: warn("the past cannot be played"),
  });
  const machineSync = store.shared
    ? startMachineSync({
        store,
        machineRegistry,
        onChange: live.onMachine,
        onTrouble: warn("machines could not be read"),
      })
    : undefined;
  const screenPresence = shareScreens({
    screens: base.screens,
    isShared: bus.kind !== "local",
    sendToPeers: bus.hint,
    now,
  });
  const eventHandlers = createEventHandlers({
    live,
    screenPresence,
    store,
    machineRegistry,
    ingestQueue,
    stageCounters,
    log,
    now,
    announceSoon: outboxRelay.wake,
    judging,
    machinesChanged() {
      void machineSync?.look();
      limits.look().catch(warn("limits could not be read"));
    },
  });
  await bus.subscribe(eventHandlers.handlers);
  // After the bus is heard: an alarm that is announced in between is then on the floor by the one way or the other.
  await loadPlantState(plantState, store, machineRegistry.all(), now());
  const stopOutboxPoller = startOutboxPoller({
    isAway: () => stageCounters.busAwaySince !== null,
    events: store.events,
    draw: live.drawUnannounced,
    onTrouble: warn("the outbox could not be read"),
  });
  return {
    bus,
    outboxRelay,
    values,
    live,
    past,
    players,
    facts,
    machineSync,
    eventHandlers,
    screenPresence,
    stopOutboxPoller,
  };
}

function createScreens(base: EventsBase, bus: Bus, facts: Parameters<typeof createLive>[0]["facts"]): Live {
  const { config, plantState, kpis, latencies, screens, stageCounters, assets, server, log, now } = base;
  return createLive({
    plantState,
    kpis,
    latencies,
    screens,
    timezone: config.plant.timezone,
    build: assets.build,
    publish: server.publish,
    latest: bus.latest,
    canary: bus.canary,
    busAwaySince: () => stageCounters.busAwaySince,
    facts,
    onUndrawable: ({ event_id }, error) => log.error({ event_id, error: String(error) }, "cannot be drawn"),
    now,
  });
}

/** A server that is alone has no use for Redis, and does not load what speaks with it. */
async function openBus({ config, store, log }: EventsBase, isTurn: () => boolean): Promise<Bus> {
  if (!config.redisUrl) return createLocalBus({ log: store.events.log, list: store.events.list });
  const { createRedisBus } = await import("../bus/redis/redis_bus");
  return createRedisBus(config.redisUrl, {
    takesInbound: true,
    isTurn,
    log,
    from: await lastAnnounced(store),
  });
}

/** Where the log stood when this process, or the one before it, announced last. */
async function lastAnnounced(store: Store): Promise<Cursor | undefined> {
  return (await store.events.list({ limit: 1 }))[0]?.id;
}
