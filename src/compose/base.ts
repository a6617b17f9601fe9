import pino from "pino";
import type { Config } from "../config";
import { openStore } from "../store/open";
import { createKpiTracker } from "../live/state/kpi_tracker";
import { createPlantState } from "../live/state/plant_state";
import { createLatencyHistogram } from "../live/state/latency_histogram";
import { createScreens } from "../live/state/screens";
import { createMachineRegistry } from "../ingest/machine_registry";
import { createIngestQueue } from "../ingest/queue";
import { SEED_MACHINES } from "../simulator/seed_machines";
import { ensureSingleServer } from "../cluster/single_server_guard";
import { openAssets } from "../assets/assets";
import { createLimitsCache } from "../judging/limits_cache";
import { knownMachines } from "../store/machines/known_machines";
import { createStageCounters } from "../live/state/diagnostics";
import { createServer } from "../http/server";

const INBOX_READINGS = 50_000;
const RECENT_ALARMS = 1_000;

/** What every side of the server stands on. */
export type Base = Awaited<ReturnType<typeof openBase>>;

/** Opens what lasts: the log, the history, what is known of machines, alarms and limits. Nothing runs yet. */
export async function openBase(config: Config) {
  const now = Date.now;
  const newId = () => Bun.randomUUIDv7();
  const log = pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const [assets, store] = await Promise.all([
    openAssets(),
    openStore({ url: config.databaseUrl, now, newId }),
  ]);
  await ensureSingleServer(config, store);
  const machineRegistry = createMachineRegistry(
    await knownMachines(store, config.simulate ? SEED_MACHINES : []),
  );
  const limits = await createLimitsCache(store);
  const plantState = createPlantState();
  const kpis = createKpiTracker({
    plantState,
    totals: await store.alarms.totals(),
    recent: await store.alarms.list({ limit: RECENT_ALARMS }),
    now,
  });
  const latencies = { drawn: createLatencyHistogram(now), lag: createLatencyHistogram(now) };
  const screens = createScreens({
    now,
    build: assets.build,
    pollMs: config.pollSeconds * 1000,
    lag: latencies.lag,
  });
  const stageCounters = createStageCounters(now);
  const ingestQueue = createIngestQueue(INBOX_READINGS);
  const server = createServer();
  return {
    config,
    now,
    newId,
    log,
    assets,
    store,
    machineRegistry,
    limits,
    plantState,
    kpis,
    latencies,
    screens,
    stageCounters,
    ingestQueue,
    server,
  };
}
