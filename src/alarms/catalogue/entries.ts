import type { Severity } from "../../domain/alarm/alarm";
import { type AlarmKind, RULE_OF_KIND } from "../../domain/alarm/alarm_kind";
import type { GuidanceSubject } from "../../domain/alarm/guidance_in_force";
import { type Limit, type Limits, NO_LIMITS } from "../../domain/alarm/machine_limits";
import type { Machine } from "../../domain/machine/machine";
import { type CataloguePlant, metricsIn } from "./rows";

/** An alarm that can occur. What is absent is as it comes. */
export type CatalogueEntry = {
  kind: AlarmKind;
  machine: Machine | null;
  metric: string | null;
  /** In the unit of the metric, a minute for a rate; minutes of an unchanged or missing value; kW of the plant. */
  limit?: number;
  /** The range outside which a value cannot be true, where somebody set one. */
  range?: { low?: number; high?: number };
  on_delay_seconds?: number;
  off_delay_seconds?: number;
  clears_at?: number;
  dead_band?: number;
  modes?: readonly string[];
  /** Null: by how far it is off. */
  severity: Severity | null;
};

/** The plant as its catalogue is made of it. */
export type EntriesPlant = Omit<CataloguePlant, "machines" | "find"> & {
  machines: readonly Machine[];
  rangeOf(machineId: string, metric: string): { low?: number; high?: number } | undefined;
  /** Undefined: the plant has no limit in peak hours. */
  peakLimitKw: number | undefined;
};

/** A waste of energy lasts so long before it is an alert (`src/energy/conditions.ts`). */
const PEAK_DELAY_SECONDS = 60;
const IDLE_DELAY_SECONDS = 15 * 60;

/** Every alarm that can occur: of the plant, then machine by machine and metric by metric. */
export function catalogueEntries(plant: EntriesPlant): CatalogueEntry[] {
  const { peakLimitKw, machines } = plant;
  const ofPlant: CatalogueEntry = {
    ...{ kind: "peak_power", machine: null, metric: null, limit: peakLimitKw ?? 0 },
    ...{ on_delay_seconds: PEAK_DELAY_SECONDS, severity: "warning" },
  };
  const metricsOf = metricsIn(plant);
  const ofMachines = machines.flatMap((machine) => {
    const held = plant.limits.get(machine.id) ?? NO_LIMITS;
    return [...ofWhole(machine, held), ...ofMetrics(plant, machine, held, metricsOf(machine.id, held))];
  });
  return [...(peakLimitKw === undefined ? [] : [ofPlant]), ...ofMachines];
}

function ofMetrics(
  { rangeOf }: EntriesPlant,
  machine: Machine,
  held: Limits,
  metrics: readonly string[],
): CatalogueEntry[] {
  const limits = new Map(held.metrics.map((limit) => [limit.metric, limit]));
  return metrics.flatMap((metric): CatalogueEntry[] => [
    ...ofLimit(machine, limits.get(metric)),
    { kind: "learned", machine, metric, severity: null },
    { kind: "implausible", machine, metric, range: rangeOf(machine.id, metric), severity: "warning" },
  ]);
}

function ofWhole(machine: Machine, { silent_minutes }: Limits): CatalogueEntry[] {
  const whole = { machine, metric: null };
  const silence: CatalogueEntry[] =
    silent_minutes === undefined
      ? []
      : [{ kind: "silence", ...whole, limit: silent_minutes, severity: "warning" }];
  return [
    ...silence,
    { kind: "fault", ...whole, severity: "critical" },
    { kind: "idle_power", ...whole, on_delay_seconds: IDLE_DELAY_SECONDS, severity: "warning" },
  ];
}

const BOUNDS = { high: "high", low: "low", rate: "rate_per_minute", flat: "flat_minutes" } as const;

function ofLimit(machine: Machine, limit: Limit | undefined): CatalogueEntry[] {
  if (!limit) return [];
  const { metric, severity, modes, on_delay_seconds, off_delay_seconds, clears_at, dead_band } = limit;
  const shared = { machine, metric, severity, modes, on_delay_seconds, off_delay_seconds };
  const bounds = (["high", "low", "rate", "flat"] as const).flatMap((kind): CatalogueEntry[] => {
    const value = limit[BOUNDS[kind]];
    if (value === undefined) return [];
    const returns = kind === "high" || kind === "low" ? { clears_at, dead_band } : {};
    return [{ kind, ...shared, ...returns, limit: value }];
  });
  const { silent_minutes } = limit;
  if (silent_minutes === undefined) return bounds;
  return [...bounds, { kind: "series_silence", machine, metric, severity, modes, limit: silent_minutes }];
}

/** What guidance for it is looked up by. */
export const guidanceSubject = ({ kind, machine, metric }: CatalogueEntry): GuidanceSubject => ({
  machine_id: machine?.id,
  machine_type: machine?.type,
  metric,
  rule: RULE_OF_KIND[kind],
});
