import { PAST_ROWS } from "../../views/history/history";
import { createQueue } from "../async/queue";
import type { Bus } from "../bus/bus";
import type { Server } from "../http/server";
import { createKpiTracker } from "../live/state/kpi_tracker";
import { linkWarning } from "../live/link_warning";
import { createLive } from "../live/live";
import { createPlayers } from "../live/replay/players";
import { createLatencyHistogram } from "../live/state/latency_histogram";
import { createPlantState } from "../live/state/plant_state";
import { diagnosticsReader } from "../live/state/read_diagnostics";
import { createScreens } from "../live/state/screens";
import type { CorePart } from "./core";

const RECENT_ALARMS = 1_000;

/** Everything that is drawn and pushed, and the state that it is drawn from. */
export type LiveRoom = Awaited<ReturnType<typeof createLiveRoom>>;

export async function createLiveRoom(
  core: CorePart,
  bus: Pick<Bus, "kind" | "latest" | "canary">,
  { publish, build }: Pick<Server, "publish"> & { build: string },
) {
  const { config, store, now, stageCounters, log } = core;
  const timezone = config.plant.timezone;
  const plantState = createPlantState(core.maxSeries);
  const totals = await store.alarms.totals();
  const recent = await store.alarms.list({ limit: RECENT_ALARMS });
  const announced = await store.alarms.announcedAt(recent.map(({ id }) => id));
  const kpis = createKpiTracker({ plantState, totals, recent, announced, now });
  const latencies = { drawn: createLatencyHistogram(now), lag: createLatencyHistogram(now) };
  const screens = createScreens({ now, build, pollMs: config.pollSeconds * 1000, lag: latencies.lag });
  const diagnostics = diagnosticsReader({
    ...core,
    events: store.events,
    drawn: latencies.drawn,
    bus: bus.kind,
    sockets: () => live.audiences.count(),
  });
  const warning = () => linkWarning({ ...stageCounters, canary: bus.canary(), now: now(), timezone });
  const drawnFrom = { plantState, kpis, latencies, screens, diagnostics, timezone, build, now };
  const live = createLive({
    ...bus,
    ...drawnFrom,
    ...{ publish, warning, mostSelections: config.sockets.mostSelections },
    onUndrawable: ({ event_id }, err) => log.error({ event_id, err }, "cannot be drawn"),
  });
  const past = { ...store.playback, opened: store.alarms.list };
  const players = createPlayers({
    past,
    timezone,
    now,
    publish,
    fill: PAST_ROWS,
    machines: core.machineRegistry.all,
    inTurn: createQueue(),
    onTrouble: (err) => log.warn({ err }, "the past cannot be played"),
  });
  return { plantState, kpis, latencies, screens, diagnostics, live, past, players, warning };
}
