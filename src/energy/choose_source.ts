import { type EnergySource, INTERVAL, POWER } from "../domain/energy/source";
import type { MetricSetting } from "../domain/machine/metric_settings";
import type { Point } from "../domain/machine/reading";
import { kindOf, remembered, type SeriesMemory } from "../domain/machine/series_kind";

/** Units of energy by the end of a metric's name, kWh each. */
const KWH: readonly (readonly [ending: string, kwh: number])[] = [
  ["_kwh", 1],
  ["_mwh", 1000],
  ["_gwh", 1e6],
  ["_wh", 0.001],
];
/** Energy that is not bought as electricity, or is given away. */
const OTHERS = /heat|therm|gas|steam|water|cool|export|solar|pv|generat|feed_in|returned/;

/** What somebody set of a metric of the machine. */
export type SettingOf = (metric: string) => Pick<MetricSetting, "kind" | "unit">;

const NOTHING_SET: SettingOf = () => ({});

/**
 * The metrics that may hold a machine's electric energy, the most likely first: by the unit that somebody
 * set, or else by their names.
 */
export function energyMetrics(metrics: readonly string[], settingOf = NOTHING_SET): string[] {
  return metrics
    .filter((metric) => kwhPerUnit(metric, settingOf(metric)) !== undefined && !OTHERS.test(metric))
    .toSorted((a, b) => rank(a) - rank(b) || a.length - b.length || a.localeCompare(b));
}

const rank = (metric: string) => (/total|import/.test(metric) ? 0 : metric.includes("energy") ? 1 : 2);

function kwhPerUnit(metric: string, { unit }: Pick<MetricSetting, "unit">): number | undefined {
  const ending = unit === undefined ? metric : `_${unit.toLowerCase()}`;
  return KWH.find(([each]) => ending.endsWith(each))?.[1];
}

/**
 * The source that a metric is, once it is known to count; undefined until then.
 * @param points oldest first
 */
export function counterSource(
  metric: string,
  points: readonly Point[],
  setting: Pick<MetricSetting, "kind" | "unit"> = {},
): EnergySource | undefined {
  const memory = points.reduce<SeriesMemory | undefined>(
    (before, point) => remembered(before, point),
    undefined,
  );
  if (kindOf(metric, memory, setting.kind) !== "counter") return undefined;
  return sourceOf(metric, "counter", setting);
}

function sourceOf(
  metric: string,
  kind: EnergySource["kind"],
  setting: Pick<MetricSetting, "unit">,
): EnergySource | undefined {
  const kwh = kwhPerUnit(metric, setting);
  return kwh === undefined ? undefined : { metric, kind, kwhPerUnit: kwh };
}

/** A machine as far as its energy source depends on it. */
export type Metered = {
  /** The metrics that it sends. */
  metrics: readonly string[];
  settingOf: SettingOf;
  /**
   * The source that is stored of it; without one, its power, or else the reference's energy of each interval.
   */
  current: EnergySource | undefined;
  /** The newest values of a metric, oldest first. */
  pointsOf(metric: string): Promise<readonly Point[]>;
};

/**
 * The source from which a machine's energy is to be read: a metric that somebody set to a counter; else the
 * counter that it is read from already, as long as it is sent; else one that is known to count; else power;
 * else the energy of each interval. What somebody set to another kind is not read as it was.
 * @returns undefined where nothing is to be changed
 */
export async function chooseSource(machine: Metered): Promise<EnergySource | undefined> {
  const { current } = machine;
  const chosen = (await counterOf(machine)) ?? otherSource(machine);
  const isSame =
    chosen?.metric === current?.metric &&
    chosen?.kind === current?.kind &&
    chosen?.kwhPerUnit === current?.kwhPerUnit;
  return isSame ? undefined : chosen;
}

async function counterOf({
  metrics,
  settingOf,
  current,
  pointsOf,
}: Metered): Promise<EnergySource | undefined> {
  const candidates = energyMetrics(metrics, settingOf);
  const isCurrent = (metric: string) => metric === current?.metric;
  const set = candidates.filter((metric) => settingOf(metric).kind === "counter");
  const unset = candidates.filter(
    (metric) => settingOf(metric).kind === undefined && metric !== INTERVAL.metric,
  );
  const kept = current?.kind === "counter" ? unset.find(isCurrent) : undefined;
  const known = set.find(isCurrent) ?? set[0] ?? kept;
  if (known !== undefined) return sourceOf(known, "counter", settingOf(known));
  for (const metric of unset) {
    const source = counterSource(metric, await pointsOf(metric), settingOf(metric));
    if (source) return source;
  }
  return undefined;
}

/** The source of a machine without a counter; undefined where it is the one that holds anyway. */
function otherSource({ metrics, settingOf, current }: Metered): EnergySource | undefined {
  if (current && current.kind !== "power" && isAllowed(current, settingOf)) return current;
  const interval = energyMetrics(metrics, settingOf).find((metric) => settingOf(metric).kind === "interval");
  const isReference = metrics.includes(INTERVAL.metric) && isAllowed(INTERVAL, settingOf);
  if (metrics.includes(POWER.metric)) return current && POWER;
  if (interval !== undefined && interval !== INTERVAL.metric)
    return sourceOf(interval, "interval", settingOf(interval));
  if (isReference) return current && INTERVAL;
  // Nothing tells its energy: power, which it does not send, is none.
  return current || metrics.includes(INTERVAL.metric) ? POWER : undefined;
}

/**
 * Whether a source may be read as it is: what nobody set stays as it was found, but the reference's energy.
 */
function isAllowed({ metric, kind }: EnergySource, settingOf: SettingOf): boolean {
  const set = settingOf(metric).kind ?? (metric === INTERVAL.metric ? "interval" : undefined);
  return set === undefined || set === kind;
}
