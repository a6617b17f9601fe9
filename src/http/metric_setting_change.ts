import type { z } from "zod";
import { clashOf } from "../domain/machine/metric_labels";
import {
  machinesOf,
  METRIC_FIELDS,
  type metricSettingEntry,
  type MetricSetting,
  scopeOf,
  type ScopedSetting,
} from "../domain/machine/metric_settings";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { MetricSettingsCache } from "../judging/metric_settings_cache";
import { Conflict } from "../store/errors";

export type Entry = z.output<typeof metricSettingEntry>;

export type MetricSettingDeps = {
  metricSettings: Pick<MetricSettingsCache, "entries" | "set" | "remove" | "refresh">;
  machineRegistry: Pick<MachineRegistry, "find">;
  /** Called after a change: everything that is worded must be drawn again. */
  onMetricSettings(): void;
};

/**
 * Stores entries, which are in force when it resolves.
 * @returns the name of the first machine that nobody knows
 * @throws {Conflict} when two metrics of a machine would have the same label
 */
export async function setEntries(
  { metricSettings, machineRegistry, onMetricSettings }: MetricSettingDeps,
  entries: readonly Entry[],
): Promise<string | undefined> {
  const { find } = machineRegistry;
  const unknown = entries.find(({ machine_id }) => machine_id !== undefined && !find(machine_id));
  if (unknown) return unknown.machine_id;
  const asked = entries.map((entry) => scopedOf({ ...entry, machine_id: find(entry.machine_id ?? "")?.id }));
  await metricSettings.refresh();
  const isReplaced = (kept: ScopedSetting) =>
    asked.some(({ scope, metric }) => scope === kept.scope && metric === kept.metric);
  const kept = metricSettings.entries().filter((entry) => !isReplaced(entry));
  const clash = clashOf([...kept, ...asked], (id) => find(id)?.type);
  if (clash) throw new Conflict(clash);
  await metricSettings.set(asked);
  onMetricSettings();
  return undefined;
}

function scopedOf(entry: Entry): ScopedSetting {
  const set = METRIC_FIELDS.flatMap((name) => (entry[name] === undefined ? [] : [[name, entry[name]]]));
  return {
    scope: scopeOf(entry),
    metric: entry.metric,
    setting: Object.fromEntries(set) as MetricSetting,
  };
}

/** An entry as programs are sent it. */
export function entryJson({ scope, metric, setting }: ScopedSetting) {
  return { metric, ...machinesOf(scope), ...setting };
}
