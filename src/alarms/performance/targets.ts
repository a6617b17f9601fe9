import type { Figures } from "./figures";

/** The figures that have a line of their own, in the order in which they are shown. */
export const FIGURE_KEYS = [
  "per_10_min",
  "per_10_min_worst",
  "per_hour",
  "per_hour_worst",
  "per_day",
  "per_day_worst",
  "flood_share",
  "top_ten_share",
  "stale_worst_day",
  "chattering",
  "fleeting",
  "priority_low",
  "priority_medium",
  "priority_high",
  "acknowledge_median",
  "acknowledge_90",
  "suppressed",
  "shelved",
] as const;
export type FigureKey = (typeof FIGURE_KEYS)[number];

/** Where a target is from. */
export type Source = "ISA-18.2" | "EEMUA 191";
/** A bound: at most so much, or at least. */
export type Target = { bound: "at_most" | "at_least"; value: number; source: Source };

/**
 * The targets, for one operator's alarms. A time to acknowledge and a number of suppressed alarms are judged by neither.
 */
const TARGETS: Partial<Record<FigureKey, Target>> = {
  per_10_min: { bound: "at_most", value: 1, source: "EEMUA 191" },
  per_10_min_worst: { bound: "at_most", value: 10, source: "EEMUA 191" },
  per_hour: { bound: "at_most", value: 6, source: "ISA-18.2" },
  per_hour_worst: { bound: "at_most", value: 30, source: "ISA-18.2" },
  per_day: { bound: "at_most", value: 150, source: "ISA-18.2" },
  per_day_worst: { bound: "at_most", value: 300, source: "ISA-18.2" },
  flood_share: { bound: "at_most", value: 0.01, source: "ISA-18.2" },
  top_ten_share: { bound: "at_most", value: 0.05, source: "ISA-18.2" },
  stale_worst_day: { bound: "at_most", value: 4, source: "ISA-18.2" },
  chattering: { bound: "at_most", value: 0, source: "ISA-18.2" },
  fleeting: { bound: "at_most", value: 0, source: "ISA-18.2" },
  priority_low: { bound: "at_least", value: 0.8, source: "ISA-18.2" },
  priority_medium: { bound: "at_most", value: 0.15, source: "ISA-18.2" },
  priority_high: { bound: "at_most", value: 0.05, source: "ISA-18.2" },
  shelved: { bound: "at_most", value: 30, source: "EEMUA 191" },
};

export type Unit = "alarms" | "share" | "ms";
/** A figure beside its target; `met` is null where there is no target, or nothing to judge. */
export type FigureLine = {
  key: FigureKey;
  value: number | null;
  unit: Unit;
  target: Target | null;
  met: boolean | null;
};

/** Each figure beside its target. */
export function linesOf(figures: Figures): FigureLine[] {
  return FIGURE_KEYS.map((key) => {
    const value = valueOf(figures, key);
    const target = TARGETS[key] ?? null;
    const met = value === null || target === null ? null : isMet(value, target);
    return { key, value, unit: unitOf(key), target, met };
  });
}

const isMet = (value: number, target: Target) =>
  target.bound === "at_most" ? value <= target.value : value >= target.value;

function unitOf(key: FigureKey): Unit {
  if (key.startsWith("acknowledge")) return "ms";
  return key.endsWith("_share") || key.startsWith("priority") ? "share" : "alarms";
}

function valueOf(figures: Figures, key: FigureKey): number | null {
  const { tenMinutes, hour, day, priorities, acknowledged } = figures;
  return {
    per_10_min: tenMinutes.mean,
    per_10_min_worst: tenMinutes.worst,
    per_hour: hour.mean,
    per_hour_worst: hour.worst,
    per_day: day.mean,
    per_day_worst: day.worst,
    flood_share: figures.floodShare,
    top_ten_share: figures.topShare,
    stale_worst_day: figures.stale.worstDay,
    chattering: figures.chattering,
    fleeting: figures.fleeting,
    priority_low: priorities.low.share,
    priority_medium: priorities.medium.share,
    priority_high: priorities.high.share,
    acknowledge_median: acknowledged.medianMs,
    acknowledge_90: acknowledged.ninetyMs,
    suppressed: figures.suppressed,
    shelved: figures.shelved,
  }[key];
}
