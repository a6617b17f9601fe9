import type { z } from "zod";
import type { Machine } from "../domain/machine/machine";
import { clashOf } from "../domain/machine/metric_labels";
import {
  machinesOf,
  METRIC_FIELDS,
  type metricSettingEntry,
  type MetricSetting,
  type Scope,
  scopeOf,
  type ScopedSetting,
} from "../domain/machine/metric_settings";
import type { By } from "../people/actor";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { MetricSettingsCache } from "../judging/metric_settings_cache";
import { Conflict } from "../store/errors";

export type Entry = z.output<typeof metricSettingEntry>;

export type MetricSettingDeps = {
  metricSettings: Pick<MetricSettingsCache, "entries" | "set" | "remove" | "refresh">;
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  /** Called with each machine whose values are worded in another way now. */
  onChange(machine: Machine): void;
};

/**
 * Stores an entry, which is in force when it resolves.
 * @returns false when nobody knows its machine
 * @throws {Conflict} when two metrics of a machine would have the same label
 */
export async function setEntry(deps: MetricSettingDeps, entry: Entry, by: By): Promise<boolean> {
  const { metricSettings } = deps;
  const { find } = deps.machineRegistry;
  const machine = find(entry.machine_id ?? "");
  if (entry.machine_id !== undefined && !machine) return false;
  const asked = scopedOf({ ...entry, machine_id: machine?.id });
  await metricSettings.refresh();
  const isReplaced = ({ scope, metric }: ScopedSetting) => scope === asked.scope && metric === asked.metric;
  const kept = metricSettings.entries().filter((each) => !isReplaced(each));
  const clash = clashOf([...kept, asked], (id) => find(id)?.type);
  if (clash) throw new Conflict(clash);
  await metricSettings.set([asked], by);
  tellOf(deps, asked.scope);
  return true;
}

/** Takes back what was set of a metric. @returns whether something was */
export async function removeEntry(
  deps: MetricSettingDeps,
  scope: Scope,
  metric: string,
  by: By,
): Promise<boolean> {
  const was = await deps.metricSettings.remove(scope, metric, by);
  if (was) tellOf(deps, scope);
  return was;
}

function tellOf({ machineRegistry, onChange }: MetricSettingDeps, scope: Scope) {
  const { machine_id, machine_type } = machinesOf(scope);
  const isIn = ({ id, type }: Machine) =>
    machine_id === undefined ? machine_type === undefined || type === machine_type : id === machine_id;
  machineRegistry
    .all()
    .filter(isIn)
    .forEach((machine) => onChange(machine));
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
