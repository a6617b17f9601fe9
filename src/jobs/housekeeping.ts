import type { Logger } from "pino";
import { every } from "../async/every";
import type { Config } from "../config";
import { DAY_MS } from "../domain/time_units";
import type { Site } from "../domain/site/settings";
import { today } from "../energy/today";
import type { MetricSettingsCache } from "../judging/metric_settings_cache";
import type { KpiTracker } from "../live/state/kpi_tracker";
import type { Store } from "../store/store";
import { sourcesDue } from "./energy_sources";

const ROLL_EVERY_MS = 2_000;
const ROLL_SLICE_MINUTES = 500;
const TODAY_EVERY_MS = 15_000;
const SAVE_EVERY_MS = 30_000;
const SILENCE_EVERY_MS = 2_000;
const SUPPRESSIONS_EVERY_MS = 1_000;
const RETAIN_EVERY_MS = 3_600_000;
const SOURCES_EVERY_MS = 2_000;
const EXPIRE_EVERY_MS = 2_000;

export type HousekeepingDeps = {
  store: Pick<Store, "roll" | "retain"> & {
    readings: Pick<Store["readings"], "energy">;
    alarms: Pick<Store["alarms"], "expire">;
    suppressions: Pick<Store["suppressions"], "advance">;
  };
  /** Stores what detectors remember. */
  save(): Promise<void>;
  /** Raises an alarm on each machine that has been silent for too long. */
  checkSilence(): Promise<void>;
  /** Finds the counters from which the energy of machines is read. */
  chooseSources(): Promise<void>;
  metricSettings: Pick<MetricSettingsCache, "entries">;
  /** Whether this server does what must happen once. */
  isLeader(): boolean;
  kpis: Pick<KpiTracker, "setToday">;
  config: Pick<Config, "retain">;
  site: { inForce(): Site };
  now(): number;
  log: Pick<Logger, "error">;
};

/**
 * The work beside the path: roll-ups, the day's figures, detector states, silent machines, acknowledgements, suppressions,
 * retention.
 */
export function startHousekeeping(deps: HousekeepingDeps) {
  const { store, save, checkSilence, chooseSources, kpis, now, log } = deps;
  const { retain } = deps.config;
  let stopping = false;
  const areSourcesDue = sourcesDue(deps.metricSettings, now);
  const maySpend = () => !stopping && deps.isLeader();

  async function rollUp() {
    while (maySpend() && (await store.roll(ROLL_SLICE_MINUTES)) > 0);
  }

  async function setToday() {
    const { tariff, currency } = deps.site.inForce();
    kpis.setToday({ ...(await today(now(), tariff, store.readings.energy)), currency });
  }

  async function retainAll() {
    const readingsBefore = now() - retain.readingsDays * DAY_MS;
    const eventsBefore = now() - retain.eventsDays * DAY_MS;
    const auditBefore = now() - retain.auditDays * DAY_MS;
    while (maySpend() && (await store.retain({ readingsBefore, eventsBefore, auditBefore })) > 0);
  }

  /** Acknowledged is not forgotten: what still stands after its time is new again. A row says when, no timer. */
  async function expireAcknowledgements() {
    while (maySpend() && (await store.alarms.expire(now())) > 0);
  }

  const onTrouble = (err: unknown) => log.error({ err }, "housekeeping failed, it is tried again");
  const begin = (work: () => Promise<void>, pauseMs: number) =>
    every({ pauseMs, firstAfterMs: 0, onTrouble }, work);
  const jobs = [
    begin(rollUp, ROLL_EVERY_MS),
    begin(setToday, TODAY_EVERY_MS),
    begin(save, SAVE_EVERY_MS),
    begin(checkSilence, SILENCE_EVERY_MS),
    begin(async () => void (maySpend() && (await store.suppressions.advance())), SUPPRESSIONS_EVERY_MS),
    begin(retainAll, RETAIN_EVERY_MS),
    begin(expireAcknowledgements, EXPIRE_EVERY_MS),
    begin(async () => void (maySpend() && areSourcesDue() && (await chooseSources())), SOURCES_EVERY_MS),
  ];

  return {
    /** Ends the work under way after its slice, and stores the detector states once more. */
    async stop() {
      stopping = true;
      await Promise.all(jobs.map((job) => job.stop()));
      await save();
    },
  };
}
