import { z } from "zod";
import { MACHINE_TYPES } from "./machine";
import { hasNoNul } from "./reading";

/**
 * How the values of a metric add up: not at all, as a meter that only rises, or each for its own interval.
 */
export const METRIC_KINDS = ["gauge", "counter", "interval"] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** Programs in Python write null for a field that they leave out. */
const optional = <T>(schema: z.ZodType<T>) => schema.nullish().transform((value) => value ?? undefined);
const words = (longest: number) =>
  z.string().trim().max(longest).refine(hasNoNul, "contains U+0000, which no text here may hold");

const fields = {
  label: optional(words(60).min(1)),
  /** "" is a metric without a unit. */
  unit: optional(words(20)),
  kind: optional(z.enum(METRIC_KINDS)),
  decimals: optional(z.number().int().min(0).max(6)),
  /** The plausible range, in the unit of the metric: what lies outside cannot be true. */
  low: optional(z.number()),
  high: optional(z.number()),
};

/** What people have said of a metric; a field that is left out is as the metric's name says. */
export type MetricSetting = {
  label?: string;
  unit?: string;
  kind?: MetricKind;
  decimals?: number;
  low?: number;
  high?: number;
};
export const METRIC_FIELDS = Object.keys(fields) as (keyof MetricSetting)[];

const isRange = ({ low, high }: MetricSetting) => low === undefined || high === undefined || low < high;
const RANGE = { path: ["high"], message: "must be above low" };

/** A metric's settings as they are stored. */
export const metricSetting = z.strictObject(fields).refine(isRange, RANGE).transform(withoutEmpty);

/** Settings with the metric and the machines that they are for; without machine and type: all machines. */
export const metricSettingEntry = z
  .strictObject({
    metric: z.string().min(1).max(80).refine(hasNoNul),
    machine_type: optional(z.enum(MACHINE_TYPES)),
    machine_id: optional(z.string().min(1).max(120)),
    ...fields,
  })
  .refine(({ machine_type, machine_id }) => !machine_type || !machine_id, {
    path: ["machine_id"],
    message: "name a machine or a type of machines, not both",
  })
  .refine((entry) => METRIC_FIELDS.some((name) => entry[name] !== undefined), {
    path: ["metric"],
    message: `set at least one of ${METRIC_FIELDS.join(", ")}`,
  })
  .refine(isRange, RANGE);

/** All machines, those of a type, or one of them. */
export type Scope = "plant" | `type:${string}` | `machine:${string}`;
export type ScopedSetting = { scope: Scope; metric: string; setting: MetricSetting };

/** The scope of the machines that an entry names. */
export function scopeOf(entry: { machine_type?: string; machine_id?: string }): Scope {
  if (entry.machine_id) return `machine:${entry.machine_id}`;
  return entry.machine_type ? `type:${entry.machine_type}` : "plant";
}

/** The machine or the type that a scope names. */
export function machinesOf(scope: Scope): { machine_type?: string; machine_id?: string } {
  const [, kind, name] = /^(type|machine):(.*)$/s.exec(scope) ?? [];
  return kind === undefined ? {} : kind === "type" ? { machine_type: name } : { machine_id: name };
}

/** The settings of every metric of every machine. */
export type MetricSettings = {
  /**
   * Of each field the one of the machine, else of its type, else of the plant. Without a machine: the
   * plant's.
   */
  of(machineId: string | null | undefined, metric: string): MetricSetting;
};

const NOTHING: MetricSetting = {};
export const NO_METRIC_SETTINGS: MetricSettings = { of: () => NOTHING };

/** @param typeOf the type of a machine, by its id */
export function metricSettingsOf(
  entries: readonly ScopedSetting[],
  typeOf: (machineId: string) => string | undefined,
): MetricSettings {
  const byMetric = new Map<string, Map<Scope, MetricSetting>>();
  for (const { scope, metric, setting } of entries) {
    const scopes = byMetric.get(metric) ?? new Map<Scope, MetricSetting>();
    byMetric.set(metric, scopes.set(scope, setting));
  }
  return {
    of(machineId, metric) {
      const scopes = byMetric.get(metric);
      if (!scopes) return NOTHING;
      if (!machineId) return scopes.get("plant") ?? NOTHING;
      const type = scopes.get(`type:${typeOf(machineId) ?? ""}`);
      return { ...scopes.get("plant"), ...type, ...scopes.get(`machine:${machineId}`) };
    },
  };
}

/** The plausible range that somebody set for a metric; either end may be open, undefined: none was set. */
export function rangeOf(
  settings: MetricSettings,
  machineId: string,
  metric: string,
): { low?: number; high?: number } | undefined {
  const { low, high } = settings.of(machineId, metric);
  return low === undefined && high === undefined ? undefined : { low, high };
}

/** The kind that somebody set for a metric; undefined: nobody has. */
export function kindOf(settings: MetricSettings, machineId: string, metric: string): MetricKind | undefined {
  return settings.of(machineId, metric).kind;
}

let inForce = NO_METRIC_SETTINGS;

/**
 * Puts settings in force for all that is worded from now on. What decides does not read them here: it is
 * handed its `MetricSettings`.
 */
export function putInForce(settings: MetricSettings): void {
  inForce = settings;
}

/** The settings by which a metric is worded: its label, unit and decimals. */
export function settingOf(metric: string, machineId?: string | null): MetricSetting {
  return inForce.of(machineId, metric);
}

function withoutEmpty(setting: MetricSetting): MetricSetting {
  return Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined));
}
