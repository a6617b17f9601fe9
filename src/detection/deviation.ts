import type { Severity } from "../domain/alarm/alarm";

const WARNING_SD = 2;
const CRITICAL_SD = 3;

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
