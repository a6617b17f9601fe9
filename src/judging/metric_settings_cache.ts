import { coalesce } from "../async/coalesce";
import {
  type MetricSettings,
  metricSettingsOf,
  putInForce,
  type Scope,
  type ScopedSetting,
} from "../domain/machine/metric_settings";
import type { By } from "../people/actor";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";

/** The metric settings, at hand for every reading; those last read are in force for all that is worded. */
export type MetricSettingsCache = MetricSettings & {
  entries(): readonly ScopedSetting[];
  /** Resolves when they are stored and in force. */
  set(entries: readonly ScopedSetting[], by?: By): Promise<void>;
  /** @returns whether there was one */
  remove(scope: Scope, metric: string, by?: By): Promise<boolean>;
  /** Reads them again: another server may have set some. */
  refresh(): Promise<void>;
};

export async function createMetricSettingsCache(
  { metricSettings: store }: Pick<Store, "metricSettings">,
  machines: Pick<MachineRegistry, "find">,
): Promise<MetricSettingsCache> {
  let entries: readonly ScopedSetting[] = [];
  let settings = metricSettingsOf(entries, typeOf);

  function typeOf(machineId: string) {
    return machines.find(machineId)?.type;
  }

  const refresh = coalesce(async () => {
    entries = await store.all();
    settings = metricSettingsOf(entries, typeOf);
    putInForce(settings);
  });
  await refresh();

  return {
    of: (machineId, metric) => settings.of(machineId, metric),
    entries: () => entries,
    async set(asked, by) {
      await store.set(asked, by);
      await refresh();
    },
    async remove(scope, metric, by) {
      const was = await store.remove(scope, metric, by);
      await refresh();
      return was;
    },
    refresh,
  };
}
