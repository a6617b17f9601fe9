import type { Severity } from "../domain/alarm/alarm";
import { labelOf } from "../domain/machine/labels";
import { formatValue, unitOf } from "../domain/machine/metric";
import { INTERVAL_UNITS } from "../domain/machine/units";

const WARNING_SD = 2;
const CRITICAL_SD = 3;
/** A value so near to the expected one is not abnormal by itself, per cent. */
const AS_EXPECTED_PERCENT = 0.5;
/** The same for what has no percentage, in standard deviations. */
const AS_EXPECTED_SD = 0.5;
/**
 * Near zero a share says nothing (5 beside 0.01 is 50,000 %), so from here on the distance is given in sd.
 */
const FAR_PERCENT = 1000;

/** Metrics that are differences themselves, with the unit that their name does not say. */
const DIFFERENCES: ReadonlyMap<string, string> = new Map([["baseline_deviation", "kWh"]]);

/** The distance of a value from the expected one. */
export type Deviation = {
  expected_value: number;
  /** Null when zero was expected: no share of zero is honest. */
  deviation_percent: number | null;
  deviation_sd: number;
};

/** The kind of a metric by its name, first match wins; the kinds are those of the reference system. */
const KINDS: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/baseline_deviation/, "baseline_deviation"],
  [/power|energy/, "power_anomaly"],
  [/temp|thermocouple/, "temperature_anomaly"],
  [/pressure/, "pressure_anomaly"],
  [/production|throughput|flow|speed/, "production_anomaly"],
];

/** The anomaly type of a metric, or "unknown". */
export function typeOf(metric: string): string {
  return KINDS.find(([pattern]) => pattern.test(metric))?.[1] ?? "unknown";
}

/** Severity by the distance from the mean in standard deviations, either way: 3 is critical, 2 a warning. */
export function severityOf(sd: number): Severity {
  const size = Math.abs(sd);
  return size >= CRITICAL_SD ? "critical" : size >= WARNING_SD ? "warning" : "normal";
}

/**
 * The distance of a value from the mean of the normal.
 * @param sd standard deviation of the normal, above 0
 */
export function deviationFrom(value: number, mean: number, sd: number): Deviation {
  return {
    expected_value: mean,
    deviation_percent: mean === 0 ? null : ((value - mean) / Math.abs(mean)) * 100,
    deviation_sd: (value - mean) / sd,
  };
}

/**
 * A deviation in words that a person reads at a glance: "Power 71.4 kW, 44 % above expected 49.6". Of what has
 * no natural zero the difference is said: "Machine temp 49.2 °C, 8.2 °C above expected 41".
 */
export function deviationText(metric: string, value: number, deviation: Deviation): string {
  const { expected_value, deviation_percent, deviation_sd } = deviation;
  const unit = unitFor(metric);
  const reading = `${labelOf(metric)} ${withUnit(value, unit)}`;
  const expected = formatValue(expected_value);
  if (isOrdinary(metric, unit, deviation)) return `${reading}, unusual beside its other values`;
  const side = value < expected_value || (value === expected_value && deviation_sd < 0) ? "below" : "above";
  if (isDifference(metric, unit))
    return `${reading}, ${withUnit(Math.abs(value - expected_value), unit)} ${side} expected ${expected}`;
  const isFar = deviation_percent === null || Math.abs(deviation_percent) >= FAR_PERCENT;
  const distance = isFar
    ? `${formatValue(Math.abs(deviation_sd))} sd`
    : `${Math.abs(deviation_percent).toFixed(0)} %`;
  return `${reading}, ${distance} ${side} expected ${expected}`;
}

/** Whether a value is so near to the expected one that it is not abnormal by itself. */
function isOrdinary(metric: string, unit: string, { deviation_percent, deviation_sd }: Deviation): boolean {
  if (isDifference(metric, unit)) return Math.abs(deviation_sd) < AS_EXPECTED_SD;
  return deviation_percent !== null && Math.abs(deviation_percent) < AS_EXPECTED_PERCENT;
}

function isDifference(metric: string, unit: string): boolean {
  return INTERVAL_UNITS.has(unit) || DIFFERENCES.has(metric);
}

function unitFor(metric: string): string {
  return DIFFERENCES.get(metric) ?? unitOf(metric);
}

function withUnit(value: number, unit: string): string {
  return `${formatValue(value)}${unit && ` ${unit}`}`;
}
