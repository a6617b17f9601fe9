import { formatValue } from "../domain/machine/metric";

/** Less than half a cent is no money worth naming. */
const LEAST_MONEY = 0.005;

/**
 * An energy beside the expectation, in the words of a bill: "Used 0.28 kWh less than the expected 0.6 kWh ($0.03)".
 * @param deviation kWh drawn beyond what was expected; below zero: less
 * @param rate of a kWh, in the currency
 */
export function deviationWords(deviation: number, expected: number, rate: number, currency: string): string {
  const side = deviation < 0 ? "less" : "more";
  const size = Math.abs(deviation);
  const money = size * rate;
  const cost = money < LEAST_MONEY ? "" : ` (${currency}${money.toFixed(2)})`;
  return `Used ${formatValue(size)} kWh ${side} than the expected ${formatValue(expected)} kWh${cost}`;
}
