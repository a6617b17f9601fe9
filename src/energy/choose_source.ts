import type { EnergySource } from "../domain/energy/source";
import type { Point } from "../domain/machine/reading";
import { kindOf, remembered, type SeriesKind, type SeriesMemory } from "../domain/machine/series_kind";

/** Units of energy by the end of a metric's name, kWh each. */
const KWH: readonly (readonly [ending: string, kwh: number])[] = [
  ["_kwh", 1],
  ["_mwh", 1000],
  ["_gwh", 1e6],
  ["_wh", 0.001],
];
/** Energy that is not bought as electricity, or is given away. */
const OTHERS = /heat|therm|gas|steam|water|cool|export|solar|pv|generat|feed_in|returned/;

/** The metrics that may count a machine's electric energy, the most likely first. */
export function energyMetrics(metrics: readonly string[]): string[] {
  return metrics
    .filter((metric) => KWH.some(([ending]) => metric.endsWith(ending)) && !OTHERS.test(metric))
    .toSorted((a, b) => rank(a) - rank(b) || a.length - b.length || a.localeCompare(b));
}

const rank = (metric: string) => (/total|import/.test(metric) ? 0 : metric.includes("energy") ? 1 : 2);

/** The source that a metric is, once it is known to count; undefined until then. @param points oldest first */
export function counterSource(
  metric: string,
  points: readonly Point[],
  setting?: SeriesKind,
): EnergySource | undefined {
  const memory = points.reduce<SeriesMemory | undefined>(
    (before, point) => remembered(before, point),
    undefined,
  );
  if (kindOf(metric, memory, setting) !== "counter") return undefined;
  const kwhPerUnit = KWH.find(([ending]) => metric.endsWith(ending))?.[1];
  return kwhPerUnit === undefined ? undefined : { metric, kind: "counter", kwhPerUnit };
}
