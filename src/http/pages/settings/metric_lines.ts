import { labelOf, nameLabel } from "../../../domain/machine/labels";
import { MACHINE_TYPES, type Machine } from "../../../domain/machine/machine";
import { type Scope, scopeOf, type ScopedSetting } from "../../../domain/machine/metric_settings";
import { unitInName } from "../../../domain/machine/units";
import { type TypedSetting, typedSetting } from "./metric_form";

/** A metric with the machines that send it, and what was set of it. */
export type MetricLine = {
  metric: string;
  /** The label and the unit that its name says. */
  named: string;
  guessed: string;
  /** As it is shown for all machines. */
  label: string;
  unit: string;
  machines: readonly Pick<Machine, "id" | "name" | "type">[];
  settings: readonly { scope: Scope; typed: TypedSetting }[];
  /** The scopes of which nothing is set. */
  free: readonly Scope[];
};

/** Every metric that a machine sends or that something is set of, by its label. */
export function metricLines(
  sent: readonly { machine: Machine; metrics: readonly string[] }[],
  settings: readonly ScopedSetting[],
): MetricLine[] {
  const senders = new Map<string, Machine[]>(settings.map(({ metric }) => [metric, []]));
  for (const { machine, metrics } of sent) {
    for (const metric of metrics) senders.set(metric, [...(senders.get(metric) ?? []), machine]);
  }
  const lines = Array.from(senders, ([metric, machines]) => {
    const own = settings.filter((entry) => entry.metric === metric);
    const guessed = unitInName(metric);
    return {
      ...{ metric, machines, guessed, named: nameLabel(metric), label: labelOf(metric) },
      unit: own.find(({ scope }) => scope === "plant")?.setting.unit ?? guessed,
      settings: own.map(({ scope, setting }) => ({ scope, typed: typedSetting(setting) })),
      free: scopesOf(machines).filter((scope) => !own.some((entry) => entry.scope === scope)),
    };
  });
  return lines.toSorted((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }));
}

/** The plant, and the types and machines that send a metric. */
function scopesOf(machines: readonly Pick<Machine, "id" | "type">[]): Scope[] {
  const types = MACHINE_TYPES.filter((type) => machines.some((machine) => machine.type === type));
  return [
    "plant",
    ...types.map((machine_type) => scopeOf({ machine_type })),
    ...machines.map(({ id }) => scopeOf({ machine_id: id })),
  ];
}
