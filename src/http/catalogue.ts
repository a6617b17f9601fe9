import type { CatalogueChange } from "../alarms/catalogue/change";
import { checkImport, type ImportCheck } from "../alarms/catalogue/csv/check_import";
import {
  type CatalogueEntry,
  catalogueEntries,
  type EntriesPlant,
  guidanceSubject,
} from "../alarms/catalogue/entries";
import type { GuidanceCache } from "../alarms/catalogue/guidance_cache";
import type { CataloguePlant } from "../alarms/catalogue/rows";
import { inSteps } from "../async/steps";
import type { SharedLimits } from "../cluster/shared_limits";
import type { GuidanceEntry } from "../domain/alarm/guidance";
import { rangeOf } from "../domain/machine/metric_settings";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { MetricSettingsCache } from "../judging/metric_settings_cache";
import type { PlantState } from "../live/state/plant_state";
import type { By } from "../people/actor";
import type { SiteCache } from "../site/site_cache";
import type { Store } from "../store/store";
import { lastChanges, type LastChange } from "./catalogue_history";

export type CatalogueDeps = {
  store: { limits: Pick<Store["limits"], "all">; audit: Pick<Store["audit"], "list"> };
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  metricSettings: Pick<MetricSettingsCache, "of">;
  guidance: GuidanceCache;
  limits: Pick<SharedLimits, "refresh">;
  plantState: Pick<PlantState, "values">;
  site: Pick<SiteCache, "given" | "areas" | "refresh">;
  /** Other servers are to notice what has changed. */
  onSiteChange(): void;
};

/** The plant as it is known here: what another server changed is known within seconds. */
export async function cataloguePlant(deps: CatalogueDeps): Promise<EntriesPlant & CataloguePlant> {
  const { machineRegistry, guidance, metricSettings, plantState, site, store } = deps;
  const limits = await store.limits.all();
  const peakLimit = Number(site.given.PEAK_LIMIT_KW);
  return {
    machines: machineRegistry.all().filter(({ is_active }) => is_active),
    find: machineRegistry.find,
    metricsOf: (id) => plantState.values(id).map(({ metric }) => metric),
    limits,
    guidance: guidance.entries(),
    rangeOf: (id, metric) => rangeOf(metricSettings, id, metric),
    peakLimitKw: peakLimit > 0 ? peakLimit : undefined,
  };
}

/** An alarm that can occur, with what to do about it, and who changed it last. */
export type ShownEntry = CatalogueEntry & {
  guidance: GuidanceEntry | undefined;
  changed: LastChange | undefined;
};

export type Narrowed = {
  /** Only alarms of these machines; undefined: of all, and of the plant. */
  machineIds?: ReadonlySet<string>;
  /** Only alarms in whose words this stands, in any case. */
  isMatch?(entry: CatalogueEntry): boolean;
};

/** A page of the catalogue, and how many alarms there are in all. */
export async function cataloguePage(
  deps: CatalogueDeps,
  { machineIds, isMatch = () => true }: Narrowed,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ entries: ShownEntry[]; total: number }> {
  const plant = await cataloguePlant(deps);
  const machines = plant.machines.filter(({ id }) => !machineIds || machineIds.has(id));
  const peakLimitKw = machineIds ? undefined : plant.peakLimitKw;
  const found = catalogueEntries({ ...plant, machines, peakLimitKw }).filter(isMatch);
  const page = found.slice(offset, offset + limit);
  const changes = await lastChanges(deps.store.audit, page);
  const entries = page.map((entry, index) => ({
    ...entry,
    guidance: deps.guidance.find(guidanceSubject(entry)),
    changed: changes[index],
  }));
  return { entries, total: found.length };
}

/** What a CSV would change, or all that is wrong with it. The loop turns meanwhile. */
export async function checkCatalogue(deps: CatalogueDeps, csv: string): Promise<ImportCheck> {
  await deps.guidance.refresh();
  return inSteps(checkImport(csv, await cataloguePlant(deps)));
}

/**
 * Stores a change, which is in force when it resolves.
 * @throws {Conflict} when something was changed since it was checked
 */
export async function changeCatalogue(
  { guidance, limits, onSiteChange }: CatalogueDeps,
  change: CatalogueChange,
  by: By,
): Promise<void> {
  await guidance.change(change, by);
  if (change.limits.length > 0) await limits.refresh();
  onSiteChange();
}
