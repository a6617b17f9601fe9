import { createGuidanceCache } from "../alarms/catalogue/guidance_cache";
import { ensureSingleServer } from "../cluster/single_server_guard";
import { busRefusal } from "../bus/open_bus";
import { type Config, ensureAccepted } from "../config";
import { accessOf } from "../http/access/site_access";
import { createInbox } from "../ingest/inbox";
import { createMachineRegistry } from "../ingest/machine_registry";
import { openLog } from "../jobs/log";
import { createLimitsCache } from "../judging/limits_cache";
import { createMetricSettingsCache } from "../judging/metric_settings_cache";
import { createRulesCache } from "../judging/rules_cache";
import { createSiteCache } from "../site/site_cache";
import { createStageCounters } from "../live/state/diagnostics";
import { DEMO_PLANT } from "../simulator/demo_plant";
import { databaseRefusal } from "../store/db/refusal";
import { knownMachines } from "../store/machines/known_machines";
import { openStore } from "../store/open";
import { englishCauses } from "../words/cause_text";

/** Everything that every room is given: settings, clock, log, the store, and what is known of it in memory. */
export type Core = Awaited<ReturnType<typeof openCore>>;

/**
 * Nothing runs yet. @throws when the database cannot be opened, or another server is at work on it; `BadSettings` when
 * Redis or the database does not let this server in
 */
export async function openCore(config: Config) {
  const log = openLog(config);
  await ensureAccepted({
    REDIS_URL: busRefusal(config.redisUrl),
    DATABASE_URL: databaseRefusal(config.databaseUrl),
  });
  const [now, newId] = [Date.now, () => Bun.randomUUIDv7()];
  const wordCause = englishCauses(config.plant.timezone);
  const store = await openStore({ url: config.databaseUrl, now, newId, wordCause });
  await ensureSingleServer(config.redisUrl, store);
  const machines = await knownMachines(store, config.simulate ? DEMO_PLANT : undefined);
  const machineRegistry = createMachineRegistry(machines);
  const settings = { limits: await createLimitsCache(store), site: await createSiteCache({ store, config }) };
  const rules = await createRulesCache(store);
  const metricSettings = await createMetricSettingsCache(store, machineRegistry);
  const guidance = await createGuidanceCache(store, machineRegistry);
  const stageCounters = createStageCounters(now);
  const inbox = await createInbox({ ...config, machineRegistry, metricSettings, store, now });
  const known = { machineRegistry, metricSettings, guidance, rules, ...settings, ...inbox };
  const access = accessOf({ config, store, log, now });
  return { config, now, newId, log, store, access, stageCounters, ...known };
}

/** The part of the core that knows no runtime: the rest of this folder, but the judging, makes do with it. */
export type CorePart = Omit<Core, "config" | "log" | "newId"> & {
  config: Pick<Config, "plant" | "pollSeconds" | "base" | "hosts" | "sockets" | "trustProxy" | "site">;
  log: Pick<Core["log"], "info" | "warn" | "error">;
};
