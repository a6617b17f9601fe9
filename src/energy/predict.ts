import type { Baseline } from "../domain/training/baseline";
import { formatValue } from "../domain/machine/metric";

export type Prediction = {
  predicted_energy_kwh: number;
  features: Record<string, number>;
  warnings: string[];
};

/**
 * The energy that a baseline expects, kWh in one of its spans. A driver that is not given counts with its
 * training mean, a prediction below zero as zero. Both lead to a warning, as does a driver outside its
 * learned range.
 * @param given values by driver name; null or NaN is "not known"
 */
export function predictEnergy(
  { intercept, coefficients, ranges }: Pick<Baseline, "intercept" | "coefficients" | "ranges">,
  given: Readonly<Record<string, number | null | undefined>>,
): Prediction {
  const features: Record<string, number> = {};
  const warnings: string[] = [];
  let kwh = intercept.value;
  for (const [name, { value: slope }] of Object.entries(coefficients)) {
    const { min, max, mean } = ranges[name] ?? { min: -Infinity, max: Infinity, mean: 0 };
    const value = given[name];
    if (value === null || value === undefined || Number.isNaN(value)) {
      warnings.push(`${name} is not given: its training mean ${formatValue(mean)} was used`);
    } else if (value < min || value > max) {
      const range = `${formatValue(min)} to ${formatValue(max)}`;
      warnings.push(`${name} ${formatValue(value)} is outside the learned range ${range}`);
    }
    features[name] = value === null || value === undefined || Number.isNaN(value) ? mean : value;
    kwh += slope * features[name];
  }
  if (kwh < 0) warnings.push(`The prediction ${formatValue(kwh)} kWh is below zero: 0 was used`);
  return { predicted_energy_kwh: Math.max(0, kwh), features, warnings };
}

const WARNING_PERCENT = 5;
const CRITICAL_PERCENT = 15;

export type DeviationSeverity = "normal" | "warning" | "critical";

/** Severity of a deviation from the baseline: over 15 % either way is critical, over 5 % a warning. */
export function deviationSeverity(percent: number): DeviationSeverity {
  const size = Math.abs(percent);
  return size > CRITICAL_PERCENT ? "critical" : size > WARNING_PERCENT ? "warning" : "normal";
}

/** A baseline in words: "energy_kwh = 12.3 + 0.45 × total_production_count − 0.2 × avg_outdoor_temp_c". */
export function formulaOf({ intercept, coefficients }: Pick<Baseline, "intercept" | "coefficients">): string {
  const terms = Object.entries(coefficients).map(
    ([name, { value }]) => ` ${value < 0 ? "−" : "+"} ${digits(Math.abs(value))} × ${name}`,
  );
  return `energy_kwh = ${digits(intercept.value)}${terms.join("")}`;
}

/** Four significant digits: a slope of 0.00004 still matters. */
function digits(value: number): string {
  return String(Number(value.toPrecision(4))).replace("-", "−");
}
